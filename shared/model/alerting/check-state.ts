import * as z from 'zod';
import { AlertState } from './alert-state.ts';
import { Trend } from './trend.ts';

/** Where one rule stands on one subject of a server. */
export const SubjectState = z.strictObject({
  ruleId: z.string(),
  /** What the rule measured when it came to this state: a rule that measures something else by now begins anew. */
  metric: z.string(),
  subject: z.string(),
  state: AlertState,
});
export type SubjectState = z.infer<typeof SubjectState>;

const trends = z.array(z.strictObject({ mount: z.string(), trend: Trend }));

/** How everything stood when all windows up to a moment had been looked at. */
export const Snapshot = z.strictObject({ throughMs: z.int(), states: z.array(SubjectState), trends });
export type Snapshot = z.infer<typeof Snapshot>;

/** What is kept of a server between two checks. */
export const CheckState = z.strictObject({
  /** The present; null before the first window. */
  current: Snapshot.nullable(),
  /** Earlier ones, oldest first, to begin from again when windows come late. */
  earlier: z.array(Snapshot),
  /** Alerts that fired since the earliest of them. */
  fired: z.array(z.strictObject({ id: z.string(), firedMs: z.int(), past: z.boolean() })),
  /** Alerts of the minute that is not closed yet, or of data that are missing so far: what comes next confirms them or not. */
  provisional: z.array(
    z.strictObject({ id: z.string(), ruleId: z.string(), startMs: z.int(), of: z.enum(['open', 'missing']) }),
  ),
  /** States of the rules that look at the server's row and not at windows. */
  server: z.array(SubjectState),
  /** When the agent was started, as far as it is known. */
  agentStartedMs: z.int().nullable(),
});
export type CheckState = z.infer<typeof CheckState>;

export const unchecked: CheckState = {
  current: null,
  earlier: [],
  fired: [],
  provisional: [],
  server: [],
  agentStartedMs: null,
};

/** Windows as far back as this can come late and still be taken in order: minutes are kept for a day. */
const SNAPSHOT_EVERY_MS = 4 * 60 * 60_000;
const MAX_SNAPSHOTS = 6;

/** From where to look: the present, or, when windows older than that came in, the last moment before them. */
export function baseOf(check: CheckState, lateFromMs: number | null): Snapshot | null {
  const { current } = check;
  if (current === null || lateFromMs === null || lateFromMs >= current.throughMs) return current;
  return check.earlier.findLast(({ throughMs }) => throughMs <= lateFromMs) ?? null;
}

/** The earlier snapshots after the present has moved on from `before` to `after`. */
export function withSnapshot(earlier: readonly Snapshot[], before: Snapshot, afterMs: number): Snapshot[] {
  const isDue = Math.floor(before.throughMs / SNAPSHOT_EVERY_MS) < Math.floor(afterMs / SNAPSHOT_EVERY_MS);
  if (!isDue && earlier.length > 0) return [...earlier];
  return [...earlier, before].slice(-MAX_SNAPSHOTS);
}
