import type { Binary, Collection, Db, IndexDescription } from 'mongodb';
import type { Alert } from '../model/alerting/alert.ts';
import type { Change } from '../model/alerting/change.ts';
import type { CheckState } from '../model/alerting/check-state.ts';
import type { MessageView } from '../model/alerting/message.ts';
import type { ReceiverInput } from '../model/alerting/receiver.ts';
import type { RuleInput } from '../model/alerting/rule.ts';
import type { SilenceInput } from '../model/alerting/silence.ts';
import type { AnnotationInput, MadePlan, PlanSettings, ServerFit } from '../model/fleet-capacity.ts';
import type { Efficiency, PooledCost } from '../model/pooled/pooled-cost.ts';
import type { ServerInput } from '../model/server.ts';
import { type Retention, type TierName, tiers } from '../model/tiers.ts';
import type { WindowView } from '../model/view.ts';
import type { AgentFacts } from '../model/wire.ts';

/** A server with everything the stages note on it. Times are epoch milliseconds. */
export interface ServerDoc extends ServerInput {
  _id: string;
  createdMs: number;
  updatedMs: number;
  lastAttemptMs: number | null;
  lastContactMs: number | null;
  lastError: string | null;
  roundTripMs: number | null;
  clockSkewMs: number | null;
  facts: AgentFacts | null;
  /** The place in the agent's journal up to which everything is stored. */
  cursor: string | null;
  /** The newest closed window and the one still open, in base units, for people who look into the database. */
  latest: WindowView | null;
  open: WindowView | null;
  /** The scheduled time for which it was last claimed: a schedule that fires twice pulls once. */
  claimedForMs: number;
  leaseId: string | null;
  leaseUntilMs: number;
  /** Start of the oldest window that is not in the longer tiers yet; `NEVER` when all are. */
  rollupFromMs: number;
  /** Counts the pulls that stored windows, so that a rollup sees whether more came while it worked. */
  rollupRevision: number;
  /** Start of the oldest window that came after newer ones had been stored, and was not looked at since; `NEVER` when there is none. */
  checkFromMs: number;
}

/** A time after every window. */
export const NEVER = 8_640_000_000_000_000;

export interface WindowDoc {
  /** `<serverId>:<startMs>`, so that writing twice is writing once and a range of time is a range of ids. */
  _id: string;
  /** From when on its retention counts: when it was stored, so that what comes late lives as long as what comes in time. */
  at: Date;
  data: Binary;
}

export type RuleDoc = RuleInput & { _id: string };
export type SilenceDoc = SilenceInput & { _id: string; createdMs: number; updatedMs: number };
export type AnnotationDoc = AnnotationInput & { _id: string };
export type ReceiverDoc = ReceiverInput & { _id: string; updatedMs: number };

export type AlertDoc = Omit<Alert, 'id'> & {
  _id: string;
  at: Date;
  /** The revision of the server's check that wrote it: an older check changes nothing any more. */
  revision: number;
  /** When somebody has to be told again; `NEVER` when nobody has. */
  dueMs: number;
  /** When the windows around its peak are copied to it, because theirs expire; `NEVER` when they are. */
  keepAtMs: number;
};

/** Windows around an alert's peak, packed one by one. */
export interface AlertWindowsDoc {
  _id: string;
  at: Date;
  windows: Binary[];
}

/** How far a server's windows were looked at, and what has come of it. */
export interface AlertStateDoc {
  _id: string;
  /** Counts the checks: of two at once only one lands. */
  revision: number;
  /** The invocation that wrote this revision. */
  runId: string;
  check: CheckState;
  /** What the last check found and has not been written to the alerts yet. */
  outbox: Change[];
  /** When the outbox was filled; `NEVER` when it is empty. */
  outboxMs: number;
}

/** A message about an alert to one recipient, and what became of it. */
export type MessageDoc = Omit<MessageView, 'id'> & {
  /** `<alertId>:<kind>:<number>:<recipient>`. */
  _id: string;
  at: Date;
};

/** What was worked out of a server last. */
export interface FitDoc {
  /** The server's. */
  _id: string;
  at: Date;
  /** `2026-11-22` */
  day: string;
  fit: ServerFit;
}

/** What its crawlers cost on a day. */
export interface CostHistoryDoc {
  /** `<serverId>:<day>`, so that the newest is the last. */
  _id: string;
  at: Date;
  /** `costs`: twelve numbers of four bytes, little endian: mean and peak, cpu and memory, cost, low and high; NaN is not known. */
  groups: { name: string; presentCount: number; costs: Binary }[];
}

/** What the fits of all servers say together. */
export interface FleetFitDoc {
  _id: string;
  at: Date;
  pooled: PooledCost[];
  efficiency: Efficiency[];
}

/** Who is sending to a recipient at the moment. */
export interface DeliveryDoc {
  /** The recipient. */
  _id: string;
  leaseId: string | null;
  leaseUntilMs: number;
}

const DAY_S = 86_400;

/** Every collection with the indexes that its queries use. Nothing else makes an index. */
export const indexesOf = (retention: Retention): Record<string, IndexDescription[]> => ({
  servers: [
    { key: { name: 1 }, name: 'name', unique: true },
    { key: { enabled: 1, cadence: 1 }, name: 'due' },
    { key: { leaseId: 1 }, name: 'lease' },
    { key: { enabled: 1, lastContactMs: 1 }, name: 'silent' },
    { key: { rollupFromMs: 1 }, name: 'rollup' },
  ],
  ...Object.fromEntries(
    tiers.map(({ name }) => [
      windowCollectionName(name),
      [{ key: { at: 1 }, name: 'expiry', expireAfterSeconds: Math.round(retention[name] / 1000) }],
    ]),
  ),
  rules: [],
  alerts: [
    { key: { at: -1, _id: -1 }, name: 'newest' },
    { key: { serverId: 1, at: -1, _id: -1 }, name: 'of_server' },
    { key: { phase: 1, at: -1, _id: -1 }, name: 'of_phase' },
    { key: { ruleId: 1, at: -1, _id: -1 }, name: 'of_rule' },
    { key: { dueMs: 1 }, name: 'due' },
    { key: { keepAtMs: 1 }, name: 'keep' },
  ],
  alert_windows: [],
  alert_states: [{ key: { outboxMs: 1 }, name: 'outbox' }],
  silences: [],
  annotations: [{ key: { atMs: -1, _id: -1 }, name: 'latest' }],
  receivers: [],
  messages: [
    { key: { status: 1, nextAttemptMs: 1 }, name: 'due' },
    { key: { recipient: 1, status: 1 }, name: 'of_recipient' },
    { key: { alertId: 1 }, name: 'of_alert' },
    { key: { at: 1 }, name: 'expiry', expireAfterSeconds: 400 * DAY_S },
  ],
  deliveries: [],
  fits: [],
  cost_history: [{ key: { at: 1 }, name: 'expiry', expireAfterSeconds: 400 * DAY_S }],
  fleet_fits: [],
  plans: [],
  plan_settings: [],
  stages: [],
});

/** `windows_1m`, `windows_10m`, … */
export function windowCollectionName(tier: TierName): string {
  return `windows_${tier}`;
}

export const servers = (db: Db): Collection<ServerDoc> => db.collection('servers');
export const windows = (db: Db, tier: TierName): Collection<WindowDoc> => db.collection(windowCollectionName(tier));
export const rules = (db: Db): Collection<RuleDoc> => db.collection('rules');
export const alerts = (db: Db): Collection<AlertDoc> => db.collection('alerts');
export const alertStates = (db: Db): Collection<AlertStateDoc> => db.collection('alert_states');
export const alertWindows = (db: Db): Collection<AlertWindowsDoc> => db.collection('alert_windows');
export const silences = (db: Db): Collection<SilenceDoc> => db.collection('silences');
export const annotations = (db: Db): Collection<AnnotationDoc> => db.collection('annotations');
export const receivers = (db: Db): Collection<ReceiverDoc> => db.collection('receivers');
export const messages = (db: Db): Collection<MessageDoc> => db.collection('messages');
export const deliveries = (db: Db): Collection<DeliveryDoc> => db.collection('deliveries');
export const fits = (db: Db): Collection<FitDoc> => db.collection('fits');
export const costHistory = (db: Db): Collection<CostHistoryDoc> => db.collection('cost_history');
export const fleetFits = (db: Db): Collection<FleetFitDoc> => db.collection('fleet_fits');
export const plans = (db: Db): Collection<{ _id: string; made: MadePlan }> => db.collection('plans');
export const planSettings = (db: Db): Collection<{ _id: string; settings: PlanSettings }> =>
  db.collection('plan_settings');
