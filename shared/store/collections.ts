import type { Binary, Collection, Db, IndexDescription } from 'mongodb';
import type { Alert } from '../model/alert.ts';
import type { AlertState } from '../model/alert-state.ts';
import type { RuleInput } from '../model/rule.ts';
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
  /** Start of the oldest window that is not in the longer tiers yet; `NOTHING_TO_ROLL_UP` when all are. */
  rollupFromMs: number;
  /** Counts the pulls that stored windows, so that a rollup sees whether more came while it worked. */
  rollupRevision: number;
}

/** A time after every window. */
export const NOTHING_TO_ROLL_UP = 8_640_000_000_000_000;

export interface WindowDoc {
  /** `<serverId>:<startMs>`, so that writing twice is writing once and a range of time is a range of ids. */
  _id: string;
  /** From when on its retention counts: when it was stored, so that what comes late lives as long as what comes in time. */
  at: Date;
  data: Binary;
}

export type RuleDoc = RuleInput & { _id: string };
export type AlertDoc = Omit<Alert, 'id'> & { _id: string; at: Date };

/** How far a server's windows were looked at, and the state of each rule and subject. */
export interface AlertStateDoc {
  _id: string;
  checkedThroughMs: number;
  /** Counts the writes: of two runs at once only one lands. */
  revision: number;
  states: { ruleId: string; subject: string; state: AlertState }[];
}

/** A message that has to go out, and what became of it. */
export interface NotificationDoc {
  /** `<alertId>:<kind>`. */
  _id: string;
  at: Date;
  alertId: string;
  kind: 'firing' | 'resolved';
  status: 'pending' | 'sent' | 'failed' | 'dropped';
  /** Why it was dropped or failed; the last SMTP error while it is pending. */
  reason: string | null;
  recipients: string[];
  createdMs: number;
  nextAttemptMs: number;
  attempts: number;
  sentMs: number | null;
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
    { key: { at: -1 }, name: 'newest' },
    { key: { serverId: 1, at: -1 }, name: 'of_server' },
    { key: { phase: 1, at: -1 }, name: 'of_phase' },
  ],
  alert_states: [],
  notifications: [
    { key: { status: 1, nextAttemptMs: 1 }, name: 'due' },
    { key: { leaseId: 1 }, name: 'lease' },
    { key: { at: 1 }, name: 'expiry', expireAfterSeconds: 90 * DAY_S },
  ],
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
export const notifications = (db: Db): Collection<NotificationDoc> => db.collection('notifications');
