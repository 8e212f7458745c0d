import type { Rule } from '../../shared/model/alerting/rule.ts';
import { cadenceMs } from '../../shared/model/cadence.ts';
import { stageStatuses } from '../../shared/model/status.ts';
import { baseTier } from '../../shared/model/tiers.ts';
import { leftOutboxes } from '../../shared/store/alert-states.ts';
import { alertsToKeep, dueAlerts, keepAlertWindows, setAlertsDue } from '../../shared/store/alerts.ts';
import { requestMessages } from '../../shared/store/messages.ts';
import { silentServerIds, usedCadences } from '../../shared/store/servers.ts';
import { readRuns } from '../../shared/store/stages.ts';
import { readWindows } from '../../shared/store/windows.ts';
import { config } from '../platform/config.ts';
import type { Stage } from '../platform/event.ts';
import { errorText, log } from '../platform/log.ts';
import { tellAgain } from './requests.ts';

/** An outbox that is older belongs to an invocation that has died. */
const LEFT_AFTER_MS = 90_000;
/** Alerts of which somebody is told again in one minute; what remains is told in the next. */
const MAX_DUE = 1_000;
/** Alerts whose surroundings are copied in one minute. */
const MAX_KEPT = 50;
const HEARTBEAT_TIMEOUT_MS = 5_000;
/** So much is kept before and after the peak. */
const AROUND_MS = 30 * 60_000;
/** Rules that count missing minutes as a breach want to see them after this long. */
const MISSING_AFTER_MS = 2 * 60_000;

/**
 * What only time brings about, once a minute: servers that are silent, alerts that are still there, windows that are about to
 * expire, and what an invocation has left that died.
 * @returns the servers that have to be checked.
 */
export async function sweep(rules: readonly Rule[], stage: Stage): Promise<string[]> {
  const { db, now } = stage;
  const [silent, left] = await Promise.all([
    silentServers(rules, stage),
    leftOutboxes(db, now() - LEFT_AFTER_MS),
    repeat(rules, stage),
    keepWindows(stage),
    beat(stage),
  ]);
  return [...new Set([...silent, ...left])];
}

async function silentServers(rules: readonly Rule[], { db, now }: Stage): Promise<string[]> {
  const after = rules.flatMap((rule) => {
    if (!rule.enabled) return [];
    if (rule.kind === 'unreachable') return [rule.graceMs];
    return rule.kind === 'threshold' && rule.missing === 'breach' ? [MISSING_AFTER_MS] : [];
  });
  return after.length > 0 ? silentServerIds(db, now() - Math.min(...after)) : [];
}

/** The messages first, the next time after: whoever dies between asks for the same messages again, which changes nothing. */
async function repeat(rules: readonly Rule[], { db, now }: Stage): Promise<void> {
  const nowMs = now();
  const due = await dueAlerts(db, nowMs, MAX_DUE);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const told = due.map((alert) => {
    const rule = byId.get(alert.ruleId);
    const again = rule ? tellAgain(alert, rule, config().MAIL_TO, nowMs) : { requests: [], dueMs: null };
    return { id: alert.id, ...again };
  });
  await requestMessages(
    db,
    told.flatMap(({ requests }) => requests),
    nowMs,
  );
  await setAlertsDue(db, told);
}

async function keepWindows({ db, now }: Stage): Promise<void> {
  const nowMs = now();
  const due = await alertsToKeep(db, nowMs, MAX_KEPT);
  const kept = await Promise.all(
    due.map(async (alert) => {
      const peakMs = alert.peak?.atMs ?? alert.firedMs;
      const [fromMs, toMs] = [peakMs - AROUND_MS, peakMs + AROUND_MS];
      return { alert, windows: await readWindows(db, baseTier.name, alert.serverId, fromMs, toMs) };
    }),
  );
  await keepAlertWindows(db, kept, nowMs);
}

/**
 * Tells a service elsewhere that all stages are well: it notices when this stays out, which nothing here could.
 * That it cannot be reached harms nothing.
 */
async function beat({ db, now }: Stage): Promise<void> {
  const { HEARTBEAT_URL } = config();
  if (HEARTBEAT_URL === null) return;
  const [runs, cadences] = await Promise.all([readRuns(db), usedCadences(db)]);
  const shortest = Math.min(...cadences.map((cadence) => cadenceMs(cadence) ?? Infinity));
  const stages = stageStatuses(runs, Number.isFinite(shortest) ? shortest : null, now());
  if (stages.some(({ state }) => state === 'late' || state === 'failing')) return;
  try {
    const answer = await fetch(HEARTBEAT_URL, { signal: AbortSignal.timeout(HEARTBEAT_TIMEOUT_MS) });
    await answer.body?.cancel();
    if (!answer.ok) log('error', `the heartbeat address answered ${answer.status}`, {});
  } catch (error) {
    log('error', `the heartbeat address could not be reached: ${errorText(error)}`, {});
  }
}
