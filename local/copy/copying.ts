import type { Document } from 'mongodb';
import { Long, type Db } from 'mongodb';
import { tiers } from '../../shared/model/tiers.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';

/** Default retention, by tier. */
export const retention = Object.fromEntries(tiers.map(({ name, retentionMs }) => [name, retentionMs])) as Record<
  (typeof tiers)[number]['name'],
  number
>;

/** Fills a database with servers, windows and an alert, as the stages would. @returns how many documents, by collection. */
export async function fillDatabase(db: Db, windows: number, nowMs: number): Promise<Record<string, number>> {
  await prepareDatabase(db, retention);
  const ofCollection = (name: string) => db.collection<Document & { _id: string }>(name);
  await ofCollection('servers').insertMany(
    ['a', 'b'].map((_id) => ({
      _id,
      name: `server ${_id}`,
      cadence: 'rate(1 minute)',
      enabled: true,
      lastAttemptMs: nowMs - 1000,
      rollupFromMs: Long.fromNumber(8_640_000_000_000_000),
    })),
  );
  const batch = Array.from({ length: windows }, (_, i) => ({
    _id: `${i % 2 ? 'a' : 'b'}:${String(1_700_000_000_000 + i * 60_000)}`,
    at: new Date(nowMs - 1000 * (i % 3600)),
    data: Buffer.alloc(340, i % 251),
  }));
  for (let i = 0; i < batch.length; i += 5_000) await ofCollection('windows_1m').insertMany(batch.slice(i, i + 5_000));
  await ofCollection('alerts').insertOne({ _id: 'cpu-busy:a:1', serverId: 'a', at: new Date(nowMs), phase: 'firing' });
  await ofCollection('rules').deleteOne({ _id: 'memory-used' });
  return { servers: 2, windows_1m: windows, alerts: 1 };
}
