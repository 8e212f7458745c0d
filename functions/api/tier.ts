import { type Retention, type Tier, tiers } from '../../shared/model/tiers.ts';

/** A range that begins this much before the retention still counts as kept: nobody misses ten minutes of a day. */
const SLACK_MS = 600_000;

/** The finest tier that still holds the range's beginning and has at most `limit` windows in it; else the coarsest. */
export function chooseTier(
  range: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
  retention: Retention,
  limit: number,
): Tier {
  const fits = ({ name, lengthMs }: Tier) =>
    (range.toMs - range.fromMs) / lengthMs <= limit && range.fromMs >= nowMs - retention[name] - SLACK_MS;
  return tiers.find(fits) ?? tiers[tiers.length - 1] ?? tiers[0];
}
