import fc from 'fast-check';
import type { Db } from 'mongodb';
import { alertOf } from '../../../shared/model/alerting/alert.fixture.ts';
import { unchecked } from '../../../shared/model/alerting/check-state.ts';
import { defaultRules } from '../../../shared/model/alerting/default-rules.ts';
import { PlanSettings } from '../../../shared/model/fleet-capacity.ts';
import { ServerInput } from '../../../shared/model/server.ts';
import { type Retention, tiers } from '../../../shared/model/tiers.ts';
import { windowAt } from '../../../shared/model/window.arbitrary.ts';
import * as alertStates from '../../../shared/store/alert-states.ts';
import * as alerts from '../../../shared/store/alerts.ts';
import * as annotations from '../../../shared/store/annotations.ts';
import * as fits from '../../../shared/store/fits.ts';
import * as fleet from '../../../shared/store/fleet.ts';
import * as messages from '../../../shared/store/messages.ts';
import * as plans from '../../../shared/store/plans.ts';
import * as receivers from '../../../shared/store/receivers.ts';
import * as rollups from '../../../shared/store/rollups.ts';
import * as rules from '../../../shared/store/rules.ts';
import * as schema from '../../../shared/store/schema.ts';
import * as servers from '../../../shared/store/servers.ts';
import * as silences from '../../../shared/store/silences.ts';
import * as size from '../../../shared/store/size.ts';
import * as stages from '../../../shared/store/stages.ts';
import * as windows from '../../../shared/store/windows.ts';

type Call = (db: Db) => Promise<unknown>;

const START_MS = 1_700_000_040_000;
const list = fc.sample(windowAt(START_MS), { numRuns: 1, seed: 1 });
const alert = alertOf();
const episode = (({ acknowledged, ...rest }) => rest)(alert);
const claim = { scheduledMs: 10, nowMs: 10, leaseId: 'x', leaseMs: 5 };
const retention = Object.fromEntries(tiers.map(({ name, retentionMs }) => [name, retentionMs])) as Retention;
const input = (name: string) => ServerInput.parse({ name, address: `${name}:1` });
const ended = {
  kind: 'ended',
  id: alert.id,
  resolvedMs: 9,
  reason: 'recovered',
  recipients: [],
  escalatedTo: [],
  quiet: true,
} as const;
const request = { alertId: alert.id, kind: 'firing', number: 0, recipient: 'x@example.org' } as const;
const pull = { id: 's1', address: 'a:1', result: { lastAttemptMs: 5, lastError: null }, done: true, storedFromMs: 1 };
const silence = { comment: '', scope: {}, startsMs: 1, endsMs: 2 };
const receiver = { kind: 'slack', name: 'Ops', language: 'en', url: 'https://chat.example.org/x' } as const;
const [rule = unreachable('a default rule')] = defaultRules;

function unreachable(what: string): never {
  throw new Error(`there is no ${what}`);
}

async function each(...calls: (() => Promise<unknown>)[]): Promise<void> {
  for (const call of calls) await call();
}

/** Every kind of query that a list of alerts can lead to. */
const alertQueries: readonly alerts.AlertQuery[] = [
  {},
  { phase: 'firing' },
  { serverId: 's1' },
  { ruleId: 'cpu-busy' },
  { severity: 'warning' },
  { acknowledged: false, fromMs: 1, toMs: 2 },
  { phase: 'firing', serverId: 's1', before: { firedMs: 5, id: 'a' } },
  { before: { firedMs: 5, id: 'a' } },
];

/** One call of each function of the store that takes a database, with what the product gives it. */
export const storeCalls: Readonly<Record<string, Call>> = {
  prepareDatabase: (db) => schema.prepareDatabase(db, { ...retention, '1m': 2 * retention['1m'] }),
  createServer: (db) => servers.createServer(db, 's1', input('a'), 1),
  changeServer: (db) => servers.changeServer(db, 's1', { name: 'b' }, 2),
  findServer: (db) => servers.findServer(db, 's1'),
  findServers: (db) => servers.findServers(db, ['s1', 's2']),
  listServers: (db) =>
    each(
      () => servers.listServers(db, null, 9),
      () => servers.listServers(db, 'a', 9),
    ),
  listRegistry: (db) =>
    each(
      () => fleet.listRegistry(db, null, 9),
      () => fleet.listRegistry(db, 'a', 9),
    ),
  listFleet: (db) => fleet.listFleet(db, 9),
  countServers: (db) => servers.countServers(db),
  enabledServerIds: (db) => servers.enabledServerIds(db),
  usedCadences: (db) => servers.usedCadences(db),
  silentServerIds: (db) => servers.silentServerIds(db, 9),
  silentEnds: (db) => rollups.silentEnds(db, 9),
  claimServers: (db) =>
    each(
      () => servers.claimServers(db, { cadence: 'rate(1 minute)' }, claim),
      () => servers.claimServers(db, { serverId: 's1' }, { ...claim, leaseId: 'y' }),
    ),
  recordPulls: (db) => servers.recordPulls(db, [pull]),
  markLateChecked: (db) => servers.markLateChecked(db, [{ id: 's1', lateFromMs: 1, rollupRevision: 1 }]),
  putWindows: (db) => windows.putWindows(db, '1m', [{ serverId: 's1', windows: list }], START_MS),
  readWindows: (db) => windows.readWindows(db, '1m', 's1', 0, 2 * START_MS),
  readWindowsSince: (db) =>
    windows.readWindowsSince(
      db,
      '1m',
      [
        { serverId: 's1', fromMs: 0 },
        { serverId: 's2', fromMs: 5 },
      ],
      99,
    ),
  readWindowsAt: (db) => windows.readWindowsAt(db, [{ serverId: 's1', startMs: START_MS }]),
  keepWindows: (db) => windows.keepWindows(db, '1m', [{ serverId: 's1', fromMs: 0, toMs: 2 * START_MS }], 1, START_MS),
  dueRollups: (db) => rollups.dueRollups(db, 9),
  finishRollups: (db) => rollups.finishRollups(db, [{ _id: 's1', rollupFromMs: 1, rollupRevision: 1 }]),
  listRules: (db) => rules.listRules(db),
  putRule: (db) => rules.putRule(db, 'r', (({ id, ...rest }) => rest)(rule)),
  deleteRule: (db) => rules.deleteRule(db, 'r'),
  readAlertStates: (db) => alertStates.readAlertStates(db, ['s1', 's2']),
  writeAlertStates: (db) =>
    each(
      ...[0, 0, 1].map(
        (revision, i) => () =>
          alertStates.writeAlertStates(db, [{ _id: 's1', revision, check: unchecked, changes: [ended] }], {
            id: `run${i}`,
            nowMs: 1,
          }),
      ),
    ),
  emptyOutboxes: (db) => alertStates.emptyOutboxes(db, [{ id: 's1', revision: 1 }]),
  leftOutboxes: (db) => alertStates.leftOutboxes(db, 9),
  forgetAlertState: (db) => alertStates.forgetAlertState(db, 's9'),
  writeAlerts: (db) =>
    alerts.writeAlerts(db, [{ serverId: 's1', revision: 1, changes: [{ kind: 'fired', episode }, ended] }], () => null),
  listAlerts: (db) => each(...alertQueries.map((query) => () => alerts.listAlerts(db, query, 9))),
  findAlerts: (db) => alerts.findAlerts(db, [alert.id]),
  serversFiring: (db) => alerts.serversFiring(db, 'threshold', ['s1']),
  acknowledgeAlert: (db) => alerts.acknowledgeAlert(db, alert.id, { by: 'Ana', comment: '', atMs: 5 }),
  dueAlerts: (db) => alerts.dueAlerts(db, 9, 9),
  setAlertsDue: (db) => alerts.setAlertsDue(db, [{ id: alert.id, dueMs: 5 }]),
  alertsToKeep: (db) => alerts.alertsToKeep(db, 9, 9),
  keepAlertWindows: (db) => alerts.keepAlertWindows(db, [{ alert, windows: list }], 9),
  readAlertWindows: (db) => alerts.readAlertWindows(db, alert.id),
  closeAlertsOf: (db) => alerts.closeAlertsOf(db, 's1', 9),
  requestMessages: (db) => messages.requestMessages(db, [request], 1),
  hasDueMessages: (db) => messages.hasDueMessages(db, 9),
  dueRecipients: (db) => messages.dueRecipients(db, 9),
  claimRecipient: (db) => messages.claimRecipient(db, 'x@example.org', claim),
  extendClaim: (db) => messages.extendClaim(db, 'x@example.org', claim),
  releaseRecipient: (db) => messages.releaseRecipient(db, 'x@example.org', 'x'),
  dueSinceMs: (db) => messages.dueSinceMs(db, 'x@example.org', 9),
  pendingMessages: (db) => messages.pendingMessages(db, 'x@example.org', 9),
  alertsTold: (db) => messages.alertsTold(db, 'x@example.org', [alert.id]),
  recordOutcomes: (db) => messages.recordOutcomes(db, [{ id: 'm', outcome: { status: 'sent', sentMs: 5 } }]),
  messagesOf: (db) => messages.messagesOf(db, alert.id),
  wakeHeldMessages: (db) => messages.wakeHeldMessages(db, 9),
  putSilence: (db) => silences.putSilence(db, 'q', silence as unknown as Parameters<typeof silences.putSilence>[2], 1),
  hasSilence: (db) => silences.hasSilence(db, 'q'),
  listSilences: (db) => silences.listSilences(db),
  deleteSilence: (db) => silences.deleteSilence(db, 'q'),
  putAnnotation: (db) =>
    each(
      () => annotations.putAnnotation(db, 'n', { atMs: 1, text: 'x', serverIds: [] }),
      () => annotations.putAnnotation(db, 'm', { atMs: 2, text: 'y', serverIds: [] }, 1),
    ),
  findAnnotation: (db) => annotations.findAnnotation(db, 'n'),
  listAnnotations: (db) =>
    each(
      () => annotations.listAnnotations(db, {}, 9),
      () => annotations.listAnnotations(db, { fromMs: 1, toMs: 9, serverId: 's1', before: { atMs: 5, id: 'n' } }, 9),
    ),
  deleteAnnotation: (db) => annotations.deleteAnnotation(db, 'm'),
  putReceiver: (db) => receivers.putReceiver(db, 'ops', receiver, 1),
  findReceiver: (db) => receivers.findReceiver(db, 'ops'),
  listReceivers: (db) => receivers.listReceivers(db),
  deleteReceiver: (db) => receivers.deleteReceiver(db, 'ops'),
  recordRun: (db) => stages.recordRun(db, 'pull', { atMs: 1, durationMs: 2 }),
  readRuns: (db) => stages.readRuns(db),
  readDatabaseSize: (db) => size.readDatabaseSize(db),
  glanceAtServers: (db) => size.glanceAtServers(db),
  countQueues: (db) => size.countQueues(db),
  putFit: (db) => fits.putFit(db, 's1', {} as Parameters<typeof fits.putFit>[2], [], 1),
  readFit: (db) => fits.readFit(db, 's1'),
  readFits: (db) => fits.readFits(db, ['s1', 's2']),
  readPeakReports: (db) => fits.readPeakReports(db, ['s1', 's2']),
  listCostHistory: (db) => fits.listCostHistory(db, 's1', 1),
  serversToFit: (db) => fits.serversToFit(db, ['s1'], 1),
  deleteFits: (db) => fits.deleteFits(db, 's1'),
  putPlan: (db) => plans.putPlan(db, {} as Parameters<typeof plans.putPlan>[1]),
  readPlan: (db) => plans.readPlan(db),
  putPlanSettings: (db) => plans.putPlanSettings(db, PlanSettings.parse({})),
  readPlanSettings: (db) => plans.readPlanSettings(db),
  putFleetFit: (db) => plans.putFleetFit(db, { pooled: [], efficiency: [] }, 1),
  readFleetFit: (db) => plans.readFleetFit(db),
  deleteWindows: (db) => windows.deleteWindows(db, 's1'),
  deleteServer: (db) => servers.deleteServer(db, 's1'),
};
