import * as z from 'zod';
import { Severity } from './rule.ts';
import { PeakView } from './view.ts';

/** One episode of a rule on one subject: from the breach that held to the recovery. */
export const Alert = z.strictObject({
  /** `<ruleId>:<serverId>:<subject>:<startsMs>`: writing it twice is writing it once. */
  id: z.string(),
  ruleId: z.string(),
  ruleName: z.string(),
  serverId: z.string(),
  serverName: z.string(),
  /** The mount for a filesystem, else empty. */
  subject: z.string(),
  severity: Severity,
  phase: z.enum(['firing', 'resolved']),
  /** When the breach began, when it had held long enough, and when it ended. */
  startsMs: z.int(),
  firedMs: z.int(),
  resolvedMs: z.int().nullable(),
  /** What is measured, as in the rule; `unreachable` for a silent server, whose values are milliseconds of silence. */
  metric: z.string(),
  threshold: z.number(),
  /** The value that made it fire, the worst one since, and the last one. In the metric's base unit. */
  firedValue: z.number(),
  worstValue: z.number(),
  lastValue: z.number(),
  /** What ran at the highest second of the window that made it fire. */
  peak: PeakView.nullable(),
  recipients: z.array(z.string()),
});
export type Alert = z.infer<typeof Alert>;
