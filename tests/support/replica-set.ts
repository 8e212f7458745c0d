import { type Document, MongoClient } from 'mongodb';
import { type Mongod, startMongod } from './mongod.ts';
import { until } from './system.ts';

/** A replica set of three on loopback, and what can befall it. */
export interface ReplicaSet {
  /** As Atlas gives it, without a word about write concern or retries. */
  readonly uri: string;
  /** Kills the primary with SIGKILL. @returns the dead member, for `restart`. */
  killPrimary(): Promise<Mongod>;
  /** Makes the primary step down; one of the others is elected. */
  stepDown(): Promise<void>;
  /** Waits until there is a primary and every living member follows it. */
  settled(members?: number): Promise<void>;
  close(): Promise<void>;
}

const NAME = 'peakwatch';
/** Short of mongod's 10 s, so that a test is short; the order of what happens is the same. */
const ELECTION_TIMEOUT_MS = 2_000;

/** Starts three members and waits for a primary. */
export async function startReplicaSet(): Promise<ReplicaSet> {
  const members = await Promise.all([startMongod(NAME), startMongod(NAME), startMongod(NAME)]);
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`);
  const set: ReplicaSet = {
    uri: `mongodb://${hosts.join(',')}/?replicaSet=${NAME}`,
    async killPrimary() {
      const { host } = await primaryOf(members);
      const member = members.find(({ port }) => host.endsWith(`:${port}`));
      if (!member) throw new Error(`the primary ${host} is none of ${hosts.join(', ')}`);
      await member.kill();
      return member;
    },
    async stepDown() {
      const { host } = await primaryOf(members);
      // The old primary may not be elected again for 10 s; it waits up to 5 s for a secondary that has everything.
      await direct(host, { replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5 });
    },
    async settled(wanted = members.length) {
      await until('the replica set has settled', async () => {
        const states = await statesOf(members);
        return states.filter(isPrimary).length === 1 && states.filter(isSecondary).length === wanted - 1;
      });
    },
    async close() {
      await Promise.all(members.map((member) => member.close()));
    },
  };
  await direct(hosts[0] ?? '', {
    replSetInitiate: {
      _id: NAME,
      members: hosts.map((host, _id) => ({ _id, host })),
      settings: { electionTimeoutMillis: ELECTION_TIMEOUT_MS, heartbeatIntervalMillis: 500 },
    },
  });
  await set.settled();
  return set;
}

interface MemberState {
  readonly host: string;
  readonly hello: Document;
}
const isPrimary = ({ hello }: MemberState): boolean => hello['isWritablePrimary'] === true;
const isSecondary = ({ hello }: MemberState): boolean => hello['secondary'] === true;

async function primaryOf(members: readonly Mongod[]): Promise<MemberState> {
  return until('the replica set has a primary', async () => (await statesOf(members)).find(isPrimary));
}

/** What each member says of itself; a dead one says nothing. */
async function statesOf(members: readonly Mongod[]): Promise<MemberState[]> {
  const states = await Promise.all(
    members.map(async ({ port }) => {
      const host = `127.0.0.1:${port}`;
      try {
        return [{ host, hello: await direct(host, { hello: 1 }) }];
      } catch {
        return [];
      }
    }),
  );
  return states.flat();
}

/** A command to one member, whatever its role. */
async function direct(host: string, command: Document): Promise<Document> {
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, { serverSelectionTimeoutMS: 1_000 });
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
