import type { MessageView } from '../../shared/model/alerting/message.ts';
import { baseTier } from '../../shared/model/tiers.ts';
import { viewWindow } from '../../shared/model/view.ts';
import { findAlerts, serversFiring } from '../../shared/store/alerts.ts';
import {
  alertsTold,
  extendClaim,
  type MessageOutcome,
  pendingMessages,
  recordOutcomes,
} from '../../shared/store/messages.ts';
import { listRules } from '../../shared/store/rules.ts';
import { findServers } from '../../shared/store/servers.ts';
import { listSilences } from '../../shared/store/silences.ts';
import { readWindows } from '../../shared/store/windows.ts';
import { AppError } from '../../shared/model/app-error.ts';
import type { Stage } from '../platform/event.ts';
import { errorText } from '../platform/log.ts';
import { decide, retryAtMs } from './decide.ts';
import type { Digest, DigestPart } from './mail-digest.ts';
import { worstFirst } from './mail-entry.ts';
import { sendDigest } from './send-handler.ts';

/** Messages to one recipient that are looked at together. */
const MAX_MESSAGES = 2_000;
/** Alerts of a digest that get the minutes around their peak, for the chart. */
const WITH_WINDOWS = 5;
const AROUND_MS = 30 * 60_000;

interface Lease {
  readonly leaseId: string;
  readonly leaseMs: number;
}

/** One look at all that waits for a recipient, and one digest of what has to go now. @returns how many messages were sent. */
export async function sendRound(recipient: string, lease: Lease, stage: Stage): Promise<number> {
  const { db, now } = stage;
  const messages = await pendingMessages(db, recipient, MAX_MESSAGES);
  if (messages.length === 0) return 0;
  const { decisions, alerts } = await look(messages, recipient, stage);
  await recordOutcomes(
    db,
    messages.flatMap(({ id }): { id: string; outcome: MessageOutcome }[] => {
      const decision = decisions.get(id);
      if (decision?.kind === 'drop') return [{ id, outcome: { status: 'dropped', reason: decision.reason } }];
      if (decision?.kind !== 'hold') return [];
      const { reason, untilMs } = decision;
      return [{ id, outcome: { status: 'pending', reason, nextAttemptMs: untilMs, tried: false } }];
    }),
  );
  const going = messages.filter(({ id }) => decisions.get(id)?.kind === 'send');
  if (going.length === 0) return 0;
  const digest = { recipient, parts: await partsOf(going, alerts, stage) };
  // What took long until here may have cost the claim: then somebody else is about to send the same.
  if (!(await extendClaim(db, recipient, { nowMs: now(), ...lease }))) return 0;
  const outcome = await send(digest, stage);
  await recordOutcomes(
    db,
    going.map((message) => ({ id: message.id, outcome: outcome(message) })),
  );
  return going.filter((message) => outcome(message).status === 'sent').length;
}

async function look(messages: readonly MessageView[], recipient: string, { db, now }: Stage) {
  const alertIds = [...new Set(messages.map(({ alertId }) => alertId))];
  const [found, silences, told] = await Promise.all([
    findAlerts(db, alertIds),
    listSilences(db),
    alertsTold(db, recipient, alertIds),
  ]);
  const serverIds = [...new Set(found.map(({ serverId }) => serverId))];
  const [servers, unreachable] = await Promise.all([
    findServers(db, serverIds),
    serversFiring(db, 'unreachable', serverIds),
  ]);
  const alerts = new Map(found.map((alert) => [alert.id, alert]));
  const decisions = decide({
    messages,
    alerts,
    silences,
    servers: new Map(servers.map(({ _id, tags }) => [_id, { id: _id, tags }])),
    unreachable,
    told,
    nowMs: now(),
  });
  return { decisions, alerts };
}

/** What the digest says, the worst first, and for the worst few the minutes around their peak. */
async function partsOf(
  messages: readonly MessageView[],
  alerts: Awaited<ReturnType<typeof look>>['alerts'],
  { db }: Stage,
): Promise<DigestPart[]> {
  const rules = new Map((await listRules(db)).map((rule) => [rule.id, rule]));
  const said = new Set<string>();
  const parts = messages.flatMap(({ id, kind, alertId }): DigestPart[] => {
    if (said.has(`${kind} ${alertId}`)) return [];
    said.add(`${kind} ${alertId}`);
    const alert = alerts.get(alertId);
    const rule = alert && rules.get(alert.ruleId);
    const clearThreshold = rule?.kind === 'threshold' ? rule.clearThreshold : null;
    return alert ? [{ id, kind, alert, windows: [], clearThreshold }] : [];
  });
  return Promise.all(
    worstFirst(parts).map(async (part, i): Promise<DigestPart> => {
      const { serverId, peak } = part.alert;
      if (i >= WITH_WINDOWS || !peak) return part;
      const minutes = await readWindows(db, baseTier.name, serverId, peak.atMs - AROUND_MS, peak.atMs + AROUND_MS);
      return { ...part, windows: minutes.map(viewWindow) };
    }),
  );
}

/** @returns what becomes of each message: sent once it was accepted, tried again after a while, or given up. */
async function send(digest: Digest, stage: Stage): Promise<(message: MessageView) => MessageOutcome> {
  const { db, now } = stage;
  try {
    await sendDigest(db, digest, now());
    const sentMs = now();
    return () => ({ status: 'sent', sentMs });
  } catch (error) {
    const reason = errorText(error);
    const nowMs = now();
    const isFinal = error instanceof AppError && !error.retryable;
    return (message) => {
      const nextAttemptMs = isFinal ? null : retryAtMs(message, nowMs);
      return nextAttemptMs === null
        ? { status: 'failed', reason }
        : { status: 'pending', reason, nextAttemptMs, tried: true };
    };
  }
}
