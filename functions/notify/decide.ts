import type { Alert } from '../../shared/model/alerting/alert.ts';
import type { MessageView } from '../../shared/model/alerting/message.ts';
import { type Silence, silencedBy } from '../../shared/model/alerting/silence.ts';
import type { ScopedServer } from '../../shared/model/alerting/scope.ts';

/** Why a message is not sent, for good. */
export type DropReason =
  | 'alert_gone' // the alert was deleted
  | 'past' // found in data that came late, and over by then
  | 'superseded' // over, or said by another message of the same round
  | 'withdrawn' // the alert never was
  | 'acknowledged' // somebody looks after it
  | 'silenced' // the end of an alert within a silence
  | 'never_told'; // the end of an alert that nobody was told of

/** Why a message waits. */
export type HoldReason = 'silenced' | 'inhibited';

export type Decision =
  | { readonly kind: 'send' }
  | { readonly kind: 'hold'; readonly reason: HoldReason; readonly untilMs: number }
  | { readonly kind: 'drop'; readonly reason: DropReason };

/** Everything that decides about the messages of one recipient. */
export interface Situation {
  readonly messages: readonly MessageView[];
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly silences: readonly Silence[];
  /** Of the alerts' servers: with their tags. */
  readonly servers: ReadonlyMap<string, ScopedServer>;
  /** Servers that are known to be unreachable. */
  readonly unreachable: ReadonlySet<string>;
  /** Alerts that this recipient was told of. */
  readonly told: ReadonlySet<string>;
  readonly nowMs: number;
}

/** Who waits for a silence or an unreachable server is looked at again after this long: either may end early. */
const LOOK_AGAIN_MS = 60_000;

/** What to do about one message. */
type Stage = (message: MessageView, alert: Alert, situation: Situation) => Decision | null;

const drop = (reason: DropReason): Decision => ({ kind: 'drop', reason });

/** Stages in their order; the first that has something to say decides. */
const stages: readonly Stage[] = [history, silence, inhibit, dedup];

/** What becomes of each message of a recipient: stages silence, inhibit and dedup; what is left goes into one digest. */
export function decide(situation: Situation): ReadonlyMap<string, Decision> {
  return new Map(situation.messages.map((message) => [message.id, decideOne(message, situation)]));
}

function decideOne(message: MessageView, situation: Situation): Decision {
  const alert = situation.alerts.get(message.alertId);
  if (!alert) return drop('alert_gone');
  for (const stage of stages) {
    const decision = stage(message, alert, situation);
    if (decision) return decision;
  }
  return { kind: 'send' };
}

/** What is over, or never was, or is looked after, is no news. */
function history({ kind, alertId }: MessageView, alert: Alert, { told }: Situation): Decision | null {
  if (alert.endReason === 'withdrawn' && !told.has(alertId)) return drop('withdrawn');
  if (alert.past && !told.has(alertId)) return drop('past');
  if (kind === 'resolved') return null;
  if (alert.acknowledged && kind !== 'firing') return drop('acknowledged');
  return null;
}

function silence(message: MessageView, alert: Alert, situation: Situation): Decision | null {
  const server = situation.servers.get(alert.serverId) ?? { id: alert.serverId, tags: [] };
  const found = silencedBy(situation.silences, { server, ruleId: alert.ruleId }, situation.nowMs);
  if (!found) return null;
  if (message.kind === 'resolved' || alert.phase === 'resolved') return drop('silenced');
  const untilMs = Math.min(found.untilMs, situation.nowMs + LOOK_AGAIN_MS);
  return { kind: 'hold', reason: 'silenced', untilMs };
}

/** Of a server that cannot be reached this is what there is to say, and nothing else. */
function inhibit({ kind }: MessageView, alert: Alert, { unreachable, nowMs }: Situation): Decision | null {
  if (kind === 'resolved' || alert.phase === 'resolved') return null;
  if (alert.ruleKind === 'unreachable' || !unreachable.has(alert.serverId)) return null;
  return { kind: 'hold', reason: 'inhibited', untilMs: nowMs + LOOK_AGAIN_MS };
}

/** One message says it: of an alert that is over, its end; of one that fires, that it fires. */
function dedup(message: MessageView, alert: Alert, { messages, told }: Situation): Decision | null {
  const others = messages.filter(({ alertId, id }) => alertId === alert.id && id !== message.id);
  const also = (kind: MessageView['kind']) => others.some((other) => other.kind === kind);
  if (message.kind === 'resolved') {
    // Nobody heard that it began, so nobody waits for its end; unless both come at once: then the end says both.
    return told.has(alert.id) || also('firing') ? null : drop('never_told');
  }
  if (alert.phase === 'resolved') return also('resolved') || told.has(alert.id) ? drop('superseded') : null;
  // An alert that was history first and is news after all was asked for twice.
  if (message.kind === 'firing' && told.has(alert.id)) return drop('superseded');
  if (message.kind === 'repeat' && (also('firing') || also('escalation') || hasNewerRepeat(message, others))) {
    return drop('superseded');
  }
  return null;
}

function hasNewerRepeat({ createdMs, id }: MessageView, others: readonly MessageView[]): boolean {
  return others.some(
    (other) =>
      other.kind === 'repeat' && (other.createdMs > createdMs || (other.createdMs === createdMs && other.id > id)),
  );
}

const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = 60 * 60_000;
/** A message that could not be sent for a day is given up: its alert stands on the page. */
const GIVE_UP_MS = 24 * 60 * 60_000;

/** When to try again after a failure: 1, 2, 4 … minutes, at most an hour; null when it is time to give up. */
export function retryAtMs(message: Pick<MessageView, 'attempts' | 'createdMs'>, nowMs: number): number | null {
  if (nowMs - message.createdMs >= GIVE_UP_MS) return null;
  return nowMs + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** message.attempts);
}
