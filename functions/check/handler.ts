import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { baseOf, unchecked } from '../../shared/model/alerting/check-state.ts';
import { evaluate } from '../../shared/model/alerting/evaluate.ts';
import type { Rule } from '../../shared/model/alerting/rule.ts';
import { baseTier } from '../../shared/model/tiers.ts';
import { viewWindow } from '../../shared/model/view.ts';
import { emptyOutboxes, readAlertStates, writeAlertStates } from '../../shared/store/alert-states.ts';
import { type RevisedChanges, writeAlerts } from '../../shared/store/alerts.ts';
import type { AlertStateDoc, ServerDoc } from '../../shared/store/collections.ts';
import { hasDueMessages, requestMessages } from '../../shared/store/messages.ts';
import { listRules } from '../../shared/store/rules.ts';
import { findServers, markLateChecked } from '../../shared/store/servers.ts';
import { readWindowsSince } from '../../shared/store/windows.ts';
import { config } from '../platform/config.ts';
import { eventHandler, type Stage } from '../platform/event.ts';
import { invoke } from '../platform/invoke.ts';
import { checkedServer } from './checked-server.ts';
import { firstDueMs, requestsOf } from './requests.ts';
import { sweep } from './sweep-handler.ts';

/** Windows looked at in one invocation; what remains is looked at by the next. */
const MAX_WINDOWS = 5_000;
/** A server seen for the first time is checked from here on back: older windows are history, not news. */
const FIRST_LOOK_MS = 60 * 60_000;

/** Named servers after a fetch, or, once a minute, whatever only time brings about. */
const Event = z.object({ serverIds: z.array(z.string()).optional() });

/** Holds new windows against the rules, writes what changed of the alerts, and has the messages sent. */
export const handler = eventHandler('check', Event, async (event, stage) => {
  const rules = await listRules(stage.db);
  const serverIds = event.serverIds ?? (await sweep(rules, stage));
  const changes = serverIds.length > 0 ? await check(serverIds, rules, stage) : 0;
  if (await hasDueMessages(stage.db, stage.now())) await invoke('notify', {});
  return { servers: serverIds.length, changes };
});

/** @returns how many changes were found. */
async function check(serverIds: readonly string[], rules: readonly Rule[], stage: Stage): Promise<number> {
  const { db, now } = stage;
  const nowMs = now();
  const [found, states] = await Promise.all([findServers(db, serverIds), readAlertStates(db, serverIds)]);
  await writeOutboxes([...states.values()].filter(({ outbox }) => outbox.length > 0).map(leftOf), rules, stage);
  const servers = found.filter((server) => server.enabled);
  const since = servers.map(({ _id, checkFromMs }) => ({
    serverId: _id,
    fromMs: baseOf(states.get(_id)?.check ?? unchecked, checkFromMs)?.throughMs ?? nowMs - FIRST_LOOK_MS,
  }));
  const windows = await readWindowsSince(db, baseTier.name, since, MAX_WINDOWS);
  const evaluated = servers.map((server) => {
    const state = states.get(server._id);
    const check = state?.check ?? unchecked;
    const { check: next, changes } = evaluate({
      server: checkedServer(server),
      rules,
      windows: (windows.byServer.get(server._id) ?? []).filter(isComplete(server, state)).map(viewWindow),
      open: server.open,
      check,
      lateFromMs: server.checkFromMs,
      nowMs,
    });
    return { _id: server._id, revision: state?.revision ?? 0, check: next, changes };
  });
  const landed = await writeAlertStates(db, evaluated, { id: randomUUID(), nowMs });
  const ours = evaluated.filter(({ _id }) => landed.has(_id));
  await writeOutboxes(
    ours.map(({ _id, revision, changes }) => ({ serverId: _id, revision: revision + 1, changes })),
    rules,
    stage,
  );
  await markLateChecked(db, servers.filter(({ _id }) => landed.has(_id)).flatMap(lateOf(states)));
  if (!windows.complete) await invoke('check', { serverIds });
  return ours.reduce((sum, { changes }) => sum + changes.length, 0);
}

/** A pull writes the server's row after its windows: up to the row's newest window they are all there. */
function isComplete(server: ServerDoc, state: AlertStateDoc | undefined) {
  const untilMs = Math.max(server.latest?.startMs ?? 0, (state?.check.current?.throughMs ?? 0) - 1);
  return ({ startMs }: { readonly startMs: number }) => startMs <= untilMs;
}

function leftOf({ _id, revision, outbox }: AlertStateDoc): RevisedChanges {
  return { serverId: _id, revision, changes: outbox };
}

function lateOf(states: ReadonlyMap<string, AlertStateDoc>) {
  return ({ _id, checkFromMs, rollupRevision }: ServerDoc) => {
    const throughMs = states.get(_id)?.check.current?.throughMs ?? Infinity;
    return checkFromMs < throughMs ? [{ id: _id, lateFromMs: checkFromMs, rollupRevision }] : [];
  };
}

/** Alerts and their messages, then the empty outbox: whoever dies between, the next check of the server does the same once more. */
async function writeOutboxes(checks: readonly RevisedChanges[], rules: readonly Rule[], { db, now }: Stage) {
  const full = checks.filter(({ changes }) => changes.length > 0);
  if (full.length === 0) return;
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  await writeAlerts(db, full, (ruleId, firedMs) => {
    const rule = byId.get(ruleId);
    return rule ? firstDueMs(rule, firedMs) : null;
  });
  const { MAIL_TO } = config();
  const requests = full.flatMap(({ changes }) => changes.flatMap((change) => requestsOf(change, MAIL_TO)));
  await requestMessages(db, requests, now());
  await emptyOutboxes(
    db,
    full.map(({ serverId, revision }) => ({ id: serverId, revision })),
  );
}
