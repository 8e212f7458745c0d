import { ClassicLevel } from 'classic-level';
import { existsSync } from 'node:fs';
import { CommandError } from '../errors.ts';
import type { Collection } from './collection.ts';
import { Engine, statisticsWrite } from './engine.ts';
import { buildIndex, removeIndex } from './index-builds.ts';
import { prefixRange } from './layout.ts';
import type { KeyRange } from './storage.ts';

/** What a repair found of one collection. */
export interface SavedCollection {
  readonly namespace: string;
  readonly documents: number;
  /** How many there were by the last count that was stored. */
  readonly before: number;
  /** Unique indexes that the saved documents break, and that are left out. */
  readonly withoutIndexes: readonly string[];
}

/** Rebuilds a damaged folder from what can still be read: LevelDB's files, then the counts and indexes of each collection, so
 *  that all of them agree. What cannot be read is lost, and a copy should be kept before.
 *  @throws Error when there is nothing to repair. */
export async function repairFolder(folder: string): Promise<SavedCollection[]> {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder} to repair.`);
  await ClassicLevel.repair(folder);
  const engine = await Engine.open(folder, () => undefined);
  try {
    const saved: SavedCollection[] = [];
    for (const collection of engine.collections) saved.push(await rebuild(engine, collection));
    await engine.storage.sync();
    return saved;
  } finally {
    await engine.close();
  }
}

async function rebuild(engine: Engine, collection: Collection): Promise<SavedCollection> {
  const before = collection.documents;
  let documents = 0;
  let bytes = 0;
  let rest: KeyRange | undefined = prefixRange(collection.prefix);
  while (rest !== undefined) {
    const piece = await engine.storage.entries(rest, 1000, false);
    documents += piece.entries.length;
    for (const [, raw] of piece.entries) bytes += raw.length;
    rest = piece.rest;
  }
  Object.assign(collection, { documents, bytes });
  await engine.storage.write([statisticsWrite(collection, documents, bytes)]);
  const withoutIndexes: string[] = [];
  for (const index of collection.indexes) {
    await removeIndex(engine, collection, index);
    try {
      await buildIndex(engine, collection, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      withoutIndexes.push(index.name);
    }
  }
  return { namespace: collection.namespace, documents, before, withoutIndexes };
}

/** One line a collection, for people. */
export const describeSaved = ({ namespace, documents, before, withoutIndexes }: SavedCollection): string =>
  `${namespace}: ${documents} documents saved` +
  (before > documents ? `, ${before - documents} lost` : '') +
  (withoutIndexes.length > 0 ? `; its indexes ${withoutIndexes.join(', ')} could not be made again` : '');
