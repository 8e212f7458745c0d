import * as z from 'zod';
import { baseTier } from '../../shared/model/tiers.ts';
import type { Rule } from '../../shared/model/rule.ts';
import {
  type AlertWrite,
  listRules,
  readAlertStates,
  writeAlerts,
  writeAlertStates,
} from '../../shared/store/alerts.ts';
import {
  hasDueNotifications,
  type NotificationRequest,
  requestNotifications,
} from '../../shared/store/notifications.ts';
import { findServers, silentServerIds } from '../../shared/store/servers.ts';
import { readWindowsSince } from '../../shared/store/windows.ts';
import { eventHandler, type Stage } from '../platform/event.ts';
import { invoke } from '../platform/invoke.ts';
import { type AlertChange, evaluate, type Evaluation } from './evaluate.ts';

/** Windows looked at in one invocation; what remains is looked at by the next. */
const MAX_WINDOWS = 5_000;
/** A server seen for the first time is checked from here on back: older windows are history, not news. */
const FIRST_LOOK_MS = 60 * 60_000;

/** Named servers after a fetch, or, once a minute, the silent ones. */
const Event = z.object({ serverIds: z.array(z.string()).optional() });

/** Holds new windows against the rules, writes what changed of the alerts, and has the mails sent. */
export const handler = eventHandler('check', Event, async (event, stage) => {
  const rules = await listRules(stage.db);
  const serverIds = event.serverIds ?? (await silentServers(rules, stage));
  const changes = serverIds.length > 0 ? await check(serverIds, rules, stage) : [];
  if (await hasDueNotifications(stage.db, stage.now())) await invoke('notify', {});
  return { servers: serverIds.length, changes: changes.length };
});

async function silentServers(rules: readonly Rule[], { db, now }: Stage): Promise<string[]> {
  const graces = rules.flatMap((rule) => (rule.kind === 'unreachable' && rule.enabled ? [rule.graceMs] : []));
  return graces.length > 0 ? silentServerIds(db, now() - Math.min(...graces)) : [];
}

/** Alerts and their mails are written before the states: a run that dies between does the same once more. */
async function check(serverIds: readonly string[], rules: readonly Rule[], { db, now }: Stage): Promise<AlertChange[]> {
  const nowMs = now();
  const [servers, states] = await Promise.all([findServers(db, serverIds), readAlertStates(db, serverIds)]);
  const enabled = servers.filter((server) => server.enabled);
  const since = enabled.map(({ _id }) => ({
    serverId: _id,
    fromMs: states.get(_id)?.checkedThroughMs ?? nowMs - FIRST_LOOK_MS,
  }));
  const found = await readWindowsSince(db, baseTier.name, since, MAX_WINDOWS);
  const evaluations = enabled.map((server) => {
    const state = states.get(server._id);
    const evaluation = evaluate({
      server: { id: server._id, ...server },
      rules,
      windows: found.byServer.get(server._id) ?? [],
      checkedThroughMs: state?.checkedThroughMs ?? nowMs - FIRST_LOOK_MS,
      states: state?.states ?? [],
      nowMs,
    });
    return { serverId: server._id, revision: state?.revision ?? 0, evaluation };
  });
  const changes = evaluations.flatMap(({ evaluation }) => evaluation.changes);
  await writeAlerts(db, changes.map(toWrite));
  await requestNotifications(db, changes.flatMap(toNotification), nowMs);
  await writeAlertStates(db, evaluations.map(toStateDoc));
  if (!found.complete) await invoke('check', { serverIds });
  return changes;
}

function toWrite(change: AlertChange): AlertWrite {
  switch (change.kind) {
    case 'fired':
      return { kind: 'open', alert: change.alert };
    case 'worse':
      return { kind: 'worsen', id: change.id, lastValue: change.lastValue, worstValue: change.worstValue };
    case 'resolved':
      return { kind: 'resolve', id: change.id, resolvedMs: change.resolvedMs };
  }
}

function toNotification(change: AlertChange): NotificationRequest[] {
  if (change.kind === 'fired')
    return [{ alertId: change.alert.id, kind: 'firing', recipients: change.alert.recipients }];
  if (change.kind === 'resolved' && !change.silent)
    return [{ alertId: change.id, kind: 'resolved', recipients: change.recipients }];
  return [];
}

function toStateDoc({
  serverId,
  revision,
  evaluation,
}: {
  serverId: string;
  revision: number;
  evaluation: Evaluation;
}) {
  return { _id: serverId, revision, checkedThroughMs: evaluation.checkedThroughMs, states: [...evaluation.states] };
}
