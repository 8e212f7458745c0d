import type { Db } from 'mongodb';
import { type Receiver, ReceiverInput } from '../model/alerting/receiver.ts';
import { receivers } from './collections.ts';

export type StoredReceiver = Receiver & { readonly updatedMs: number };

export async function listReceivers(db: Db): Promise<StoredReceiver[]> {
  const found = await receivers(db).find({}).sort({ _id: 1 }).toArray();
  return found.map(({ _id, updatedMs, ...input }) => ({ id: _id, updatedMs, ...ReceiverInput.parse(input) }));
}

export async function findReceiver(db: Db, id: string): Promise<StoredReceiver | null> {
  const found = await receivers(db).findOne({ _id: id });
  if (!found) return null;
  const { _id, updatedMs, ...input } = found;
  return { id: _id, updatedMs, ...ReceiverInput.parse(input) };
}

/** Makes or replaces a receiver. */
export async function putReceiver(db: Db, id: string, input: ReceiverInput, nowMs: number): Promise<void> {
  await receivers(db).replaceOne({ _id: id }, { ...input, updatedMs: nowMs }, { upsert: true });
}

export async function deleteReceiver(db: Db, id: string): Promise<boolean> {
  const { deletedCount } = await receivers(db).deleteOne({ _id: id });
  return deletedCount > 0;
}
