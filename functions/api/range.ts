import * as z from 'zod';

const MAX_RANGE_MS = 400 * 86_400_000;

/** `from` and `to` in epoch milliseconds; the last hour when they are left out. */
export function rangeOf(nowMs: number) {
  return z
    .object({
      from: z.coerce.number().int().min(0).optional(),
      to: z.coerce.number().int().min(1).default(nowMs),
    })
    .transform(({ from, to }) => ({ fromMs: from ?? to - 3_600_000, toMs: to }))
    .refine(({ fromMs, toMs }) => fromMs < toMs, { path: ['from'], error: 'must lie before to' })
    .refine(({ fromMs, toMs }) => toMs - fromMs <= MAX_RANGE_MS, {
      path: ['from'],
      error: 'is more than 400 days before to',
    });
}
