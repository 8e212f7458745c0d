import * as z from 'zod';
import { Alert } from './alert.ts';
import { CapacityReport } from './capacity.ts';
import { peakResources } from './metrics.ts';
import { RuleInput } from './rule.ts';
import { Server } from './server.ts';
import { PeakView, WindowView } from './view.ts';

/** Every error of the API: `code` for programs, `message` for people, `fields` names each problem of the input. */
export const ErrorAnswer = z.strictObject({
  status: z.literal('error'),
  code: z.string(),
  message: z.string(),
  fields: z.array(z.strictObject({ field: z.string(), problem: z.string() })).optional(),
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;

/** `GET /api/servers?limit=&after=`: in order of name; `next` is the `after` of the next page, null on the last. */
export const ServersAnswer = z.strictObject({ servers: z.array(Server), total: z.int(), next: z.string().nullable() });
export type ServersAnswer = z.infer<typeof ServersAnswer>;

/** Whether an agent answered when it was tried, and how long it took. */
export const AgentTrial = z.strictObject({
  reached: z.boolean(),
  roundTripMs: z.number(),
  error: z.string().nullable(),
});
export type AgentTrial = z.infer<typeof AgentTrial>;

/** `POST /api/servers`, and `PATCH` where the address changed. */
export const ServerAnswer = z.strictObject({ server: Server, agent: AgentTrial.optional() });
export type ServerAnswer = z.infer<typeof ServerAnswer>;

/** `GET /api/latest`: for each server the last closed window and the one still open, null where there is none. */
export const LatestAnswer = z.strictObject({
  nowMs: z.int(),
  servers: z.array(z.strictObject({ server: Server, closed: WindowView.nullable(), open: WindowView.nullable() })),
});
export type LatestAnswer = z.infer<typeof LatestAnswer>;

/** The most windows that one answer holds; a longer range comes in longer windows, merged from the stored ones. */
export const MAX_WINDOWS_PER_ANSWER = 1500;

/** `GET /api/servers/{id}/windows?from=&to=`: oldest first; a missing window is a gap. `top` of the peaks is left out: ask for the peaks. */
export const WindowsAnswer = z.strictObject({
  serverId: z.string(),
  fromMs: z.int(),
  toMs: z.int(),
  /** The tier that was read; `lengthMs` is longer where its windows were merged once more to fit the answer. */
  tier: z.string(),
  lengthMs: z.int(),
  windows: z.array(WindowView),
  /** The window not closed yet, when the range reaches into it. */
  open: WindowView.nullable(),
});
export type WindowsAnswer = z.infer<typeof WindowsAnswer>;

/** `GET /api/servers/{id}/peaks?from=&to=&resource=cpu&limit=10`: the highest seconds, one a window, highest first, with what ran. */
export const PeaksAnswer = z.strictObject({
  serverId: z.string(),
  fromMs: z.int(),
  toMs: z.int(),
  resource: z.enum(peakResources),
  peaks: z.array(PeakView.extend({ windowStartMs: z.int() })),
});
export type PeaksAnswer = z.infer<typeof PeaksAnswer>;

/** `GET /api/servers/{id}/capacity?from=&to=`. */
export const CapacityAnswer = z.strictObject({
  serverId: z.string(),
  serverName: z.string(),
  fromMs: z.int(),
  toMs: z.int(),
  report: CapacityReport,
});
export type CapacityAnswer = z.infer<typeof CapacityAnswer>;

/** `GET /api/alerts?phase=&serverId=&limit=`: newest first. */
export const AlertsAnswer = z.strictObject({ alerts: z.array(Alert) });
export type AlertsAnswer = z.infer<typeof AlertsAnswer>;

/** `GET /api/rules`. */
export const RulesAnswer = z.strictObject({ rules: z.array(z.intersection(RuleInput, z.object({ id: z.string() }))) });
export type RulesAnswer = z.infer<typeof RulesAnswer>;
