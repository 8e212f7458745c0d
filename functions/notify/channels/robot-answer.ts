import * as z from 'zod';
import type { Refusal } from './channel.ts';

/** Robots of Chinese chats answer 200 and say in the body what went wrong. */
const Answer = z.looseObject({
  errcode: z.number().optional(),
  errmsg: z.string().optional(),
  code: z.number().optional(),
  msg: z.string().optional(),
});

/** @param passing Codes after which trying again may help, such as those for too many messages. */
export function robotRefusal(status: number, body: string, passing: ReadonlySet<number>): Refusal | null {
  const answer = Answer.safeParse(json(body)).data;
  const code = answer?.errcode ?? answer?.code;
  if (status === 200 && code === 0) return null;
  if (code !== undefined && code !== 0) {
    const reason = `${code}: ${answer?.errmsg ?? answer?.msg ?? 'no words'}`;
    return { reason: cut(reason), retryable: passing.has(code) || isPassing(status) };
  }
  // A proxy or a page that says nothing of a message: whether it was taken is not known.
  return { reason: httpReason(status, body), retryable: status < 400 || isPassing(status) };
}

/** Refusals of an ordinary HTTP receiver: by the status. */
export function httpRefusal(status: number, body: string): Refusal | null {
  if (status >= 200 && status < 300) return null;
  return { reason: httpReason(status, body), retryable: isPassing(status) };
}

export function httpReason(status: number, body: string): string {
  return cut(`HTTP ${status}${body.trim() === '' ? '' : `: ${body.trim()}`}`);
}

/** Too many requests, too slow, or the receiver's own mistake. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

export function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const cut = (text: string) => text.replace(/\s+/g, ' ').slice(0, 300);
