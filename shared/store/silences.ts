import type { Db } from 'mongodb';
import type { Silence, SilenceInput } from '../model/alerting/silence.ts';
import { silences, type SilenceDoc } from './collections.ts';

/** Every silence, the newest first. There are few: what is over stays as history until somebody deletes it. */
export async function listSilences(db: Db): Promise<Silence[]> {
  const found = await silences(db).find({}).toArray();
  return found.map(toSilence).sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1));
}

/** Makes a silence, or replaces it: who made it first keeps its time. */
export async function putSilence(db: Db, id: string, input: SilenceInput, nowMs: number): Promise<Silence> {
  const doc = await silences(db).findOneAndUpdate(
    { _id: id },
    { $set: { ...input, updatedMs: nowMs }, $setOnInsert: { createdMs: nowMs } },
    { upsert: true, returnDocument: 'after' },
  );
  if (!doc) throw new Error(`the silence ${id} was not written`);
  return toSilence(doc);
}

export async function hasSilence(db: Db, id: string): Promise<boolean> {
  return (await silences(db).findOne({ _id: id }, { projection: { _id: 1 } })) !== null;
}

export async function deleteSilence(db: Db, id: string): Promise<boolean> {
  const { deletedCount } = await silences(db).deleteOne({ _id: id });
  return deletedCount > 0;
}

function toSilence({ _id, ...rest }: SilenceDoc): Silence {
  return { id: _id, ...rest };
}
