import * as z from 'zod';
import { PeakView } from '../view.ts';
import { Severity } from './rule.ts';

/** Why an alert ended. `withdrawn`: what came in later showed that it never was; `rule_gone` and `server_gone` say nothing. */
export const EndReason = z.enum(['recovered', 'no_data', 'withdrawn', 'rule_gone', 'server_gone']);
export type EndReason = z.infer<typeof EndReason>;

export const Acknowledgement = z.strictObject({ by: z.string(), comment: z.string(), atMs: z.int() });
export type Acknowledgement = z.infer<typeof Acknowledgement>;

/** What the evaluation of rules finds out about one alert: the same windows always give the same. */
export const Episode = z.strictObject({
  /** `<ruleId>:<serverId>:<subject in base64url>:<startsMs>`: writing it twice is writing it once. */
  id: z.string(),
  ruleId: z.string(),
  ruleName: z.string(),
  ruleKind: z.string(),
  serverId: z.string(),
  serverName: z.string(),
  /** The mount, process group or process that it is about; empty for the server itself. */
  subject: z.string(),
  severity: Severity,
  phase: z.enum(['firing', 'resolved']),
  /** When the breach began, when it had held long enough, and when it ended. */
  startsMs: z.int(),
  firedMs: z.int(),
  resolvedMs: z.int().nullable(),
  endReason: EndReason.nullable(),
  /** What is measured, as in the rule; the rule's kind where that is no metric, whose values are then milliseconds. */
  metric: z.string(),
  comparison: z.enum(['above', 'below']),
  threshold: z.number(),
  /** The value that made it fire, the worst one since, and the last one, in the metric's base unit. Null is no data. */
  firedValue: z.number().nullable(),
  worstValue: z.number().nullable(),
  lastValue: z.number().nullable(),
  /** Where the fired value is an estimate: its 95 % interval; a null end is without a limit. */
  interval: z.tuple([z.number().nullable(), z.number().nullable()]).nullable(),
  /** What ran at the worst second so far. */
  peak: PeakView.nullable(),
  /** End of the newest data that had been seen when it fired. */
  newestSampleMs: z.int(),
  /** It was found in data that came late and was over by then: history, not news. */
  past: z.boolean(),
  recipients: z.array(z.string()),
});
export type Episode = z.infer<typeof Episode>;

/** An episode of a rule on one subject, from the breach that held to the recovery, with what people did about it. */
export const Alert = Episode.extend({ acknowledged: Acknowledgement.nullable() });
export type Alert = z.infer<typeof Alert>;
