import * as z from 'zod';
import { Alert } from './alerting/alert.ts';
import { MessageView } from './alerting/message.ts';
import { ReceiverView } from './alerting/receiver.ts';
import { CapacityReport } from './capacity.ts';
import { Annotation } from './fleet-capacity.ts';
import { Headroom, HeadroomLimits } from './headroom.ts';
import { PeakReport } from './peak-cost/peak-report.ts';
import { peakResources } from './metrics.ts';
import { RuleInput } from './alerting/rule.ts';
import { Silence } from './alerting/silence.ts';
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
  /** When the server was silenced as a whole: left out of the highest peaks and of what a crawler costs. */
  maintenance: z.array(z.strictObject({ fromMs: z.int(), toMs: z.int() })),
});
export type WindowsAnswer = z.infer<typeof WindowsAnswer>;

/** `GET /api/servers/{id}/peaks?from=&to=&resource=cpu&limit=10`: the highest seconds outside of maintenance, one a window, highest first, with what ran. */
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

/** `GET /api/servers/{id}/headroom?cpu=0.85&memory=0.85&filesystem=0.9&ground=highest`: how many more of each group fit. */
export const HeadroomAnswer = z.strictObject({
  serverId: z.string(),
  serverName: z.string(),
  /** When it was worked out: once a day. */
  madeMs: z.int(),
  limits: HeadroomLimits,
  groups: z.array(Headroom),
  report: PeakReport,
});
export type HeadroomAnswer = z.infer<typeof HeadroomAnswer>;

/**
 * `GET /api/alerts?phase=&serverId=&ruleId=&severity=&acknowledged=&fromMs=&toMs=&limit=&before=`: newest first; `next` is the
 * `before` of the next page, null on the last.
 */
export const AlertsAnswer = z.strictObject({ alerts: z.array(Alert), next: z.string().nullable() });
export type AlertsAnswer = z.infer<typeof AlertsAnswer>;

/** `GET /api/alerts/{id}`: with the minutes around its peak, which are kept with it, and every message about it. */
export const AlertAnswer = z.strictObject({
  alert: Alert,
  windows: z.array(WindowView),
  messages: z.array(MessageView),
});
export type AlertAnswer = z.infer<typeof AlertAnswer>;

/** What one sends to `POST /api/alerts/{id}/acknowledge`; `DELETE` takes it back. Both answer the alert. */
export const AcknowledgeInput = z.strictObject({
  by: z.string().trim().min(1, 'is required: say who you are').max(120),
  comment: z.string().trim().max(500).default(''),
});
export type AcknowledgeInput = z.infer<typeof AcknowledgeInput>;

/** `GET /api/rules`. */
export const RulesAnswer = z.strictObject({ rules: z.array(z.intersection(RuleInput, z.object({ id: z.string() }))) });
export type RulesAnswer = z.infer<typeof RulesAnswer>;

/** `POST /api/rules/preview` with a rule: when it would have fired in the last days, newest first. Writes nothing. */
export const RulePreviewAnswer = z.strictObject({
  fromMs: z.int(),
  toMs: z.int(),
  /** The tier that was looked at: a rule sees ten minutes as one window where minutes are no longer kept. */
  tier: z.string(),
  servers: z.int(),
  /** How often it would have fired in all; `episodes` holds the newest of them. */
  count: z.int(),
  episodes: z.array(
    z.strictObject({
      serverId: z.string(),
      serverName: z.string(),
      subject: z.string(),
      startsMs: z.int(),
      firedMs: z.int(),
      /** Null while it would still fire. */
      resolvedMs: z.int().nullable(),
      worstValue: z.number().nullable(),
    }),
  ),
});
export type RulePreviewAnswer = z.infer<typeof RulePreviewAnswer>;

/** `GET /api/silences`: newest first, with whether they are in force now. `POST` and `PUT /api/silences/{id}` answer one. */
export const SilencesAnswer = z.strictObject({
  silences: z.array(z.intersection(Silence, z.object({ active: z.boolean() }))),
});
export type SilencesAnswer = z.infer<typeof SilencesAnswer>;
export const SilenceAnswer = z.strictObject({ silence: Silence });
export type SilenceAnswer = z.infer<typeof SilenceAnswer>;

/**
 * `GET /api/annotations?from=&to=&serverId=&limit=&before=`: the latest first; `next` is the `before` of the next page, null on
 * the last. `POST` and `PUT /api/annotations/{id}` take an AnnotationInput and answer one.
 */
export const AnnotationsAnswer = z.strictObject({ annotations: z.array(Annotation), next: z.string().nullable() });
export type AnnotationsAnswer = z.infer<typeof AnnotationsAnswer>;
export const AnnotationAnswer = z.strictObject({ annotation: Annotation });
export type AnnotationAnswer = z.infer<typeof AnnotationAnswer>;

/** `GET /api/receivers`. `PUT /api/receivers/{id}` takes a ReceiverInput and answers the list. */
export const ReceiversAnswer = z.strictObject({
  receivers: z.array(ReceiverView),
  /** Who gets the messages of rules that name nobody. */
  defaultRecipients: z.array(z.string()),
  /** Why no mail can be sent at all; null when a mail server is set up. */
  mailProblem: z.string().nullable(),
});
export type ReceiversAnswer = z.infer<typeof ReceiversAnswer>;

/** What one sends to `POST /api/messages/test`, and the answer: what the mail server or the receiver said. */
export const TestMessageInput = z.strictObject({ recipient: z.string().max(254) });
export const TestMessageAnswer = z.strictObject({ accepted: z.boolean(), error: z.string().nullable() });
export type TestMessageAnswer = z.infer<typeof TestMessageAnswer>;
