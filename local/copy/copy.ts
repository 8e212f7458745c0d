import type { Db } from 'mongodb';
import type { Retention } from '../../shared/model/tiers.ts';
import { indexesOf } from '../../shared/store/collections.ts';
import { closeConnections, database } from '../../shared/store/connection.ts';
import { type CollectionTask, copyCollection, type Doc, type Found, notExcepted } from './collection-copy.ts';
import { openSource, type Source } from './source.ts';
import { assertCopyOf, assertDifferent, assertReachable, prepareTarget } from './target.ts';
import { count, progressLine, table, withoutPasswords } from './words.ts';

export interface CopyOptions {
  /** URI of the database that is copied to. */
  readonly to: string;
  /** Data folder or URI. */
  readonly from: string;
  /** Copies also into a database that holds other data or is in use. */
  readonly force: boolean;
  readonly say: (line: string) => void;
  readonly nowMs: () => number;
}

const PROGRESS_EVERY_MS = 1_000;
/** A running source stores something now and then; so often is copied again what came while it was compared. */
const CATCH_UPS = 3;

/** What was found in one collection at the end, and what was written. */
interface Result extends Found {
  readonly name: string;
  readonly copied: number;
  readonly atTarget: number;
}

/**
 * Copies a Peakwatch database to another and compares both afterwards. What the target has already is only compared.
 * @returns whether the target has everything now
 * @throws Error in words, without passwords, when it cannot be begun or the target fails for longer than a failover takes
 */
export async function copyDatabase(options: CopyOptions): Promise<boolean> {
  const { say, force } = options;
  const source = await openSource(options.from);
  try {
    const from = database(source.uri);
    const to = database(options.to);
    await assertReachable(from, 'source', source.uri);
    await assertReachable(to, 'target', options.to);
    const names = await collectionNames(from);
    if (!names.includes('servers'))
      throw new Error(`There is nothing of Peakwatch in ${withoutPasswords(source.words)}.`);
    await assertDifferent(from, to);
    if (!force) await assertCopyOf(from, to);
    say(`Copying from ${withoutPasswords(source.words)}`);
    say(`          to ${withoutPasswords(options.to)}, database “${to.databaseName}”`);
    const retention = await prepareTarget(from, to);
    const tasks = names.map((name) => taskOf(name, from, to, retention, options.nowMs));
    return report(await copyAndCompare(tasks, source, options), source, say);
  } finally {
    await closeConnections();
    await source.close();
  }
}

/** Servers first: by them the next run sees that the target is a copy of this source. */
async function collectionNames(db: Db): Promise<string[]> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray();
  const names = found.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
  return names.sort((a, b) => Number(b === 'servers') - Number(a === 'servers') || (a < b ? -1 : 1));
}

function taskOf(name: string, source: Db, target: Db, retention: Retention, nowMs: () => number): CollectionTask {
  const expiry = indexesOf(retention)[name]?.find(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
  return {
    name,
    source,
    target,
    compareOnlyAt: name.startsWith('windows_'),
    expireAfterMs: expiry?.expireAfterSeconds === undefined ? null : 1000 * expiry.expireAfterSeconds,
    // Each database notes itself which indexes it has.
    except: name === 'meta' ? ['schema'] : [],
    nowMs,
  };
}

async function copyAndCompare(
  tasks: readonly CollectionTask[],
  { running }: Source,
  options: CopyOptions,
): Promise<Result[]> {
  const copied = new Map<string, number>();
  const copy = async (): Promise<void> => {
    for (const task of tasks) {
      const { missing, different } = await withProgress(task, 'copied', options);
      copied.set(task.name, (copied.get(task.name) ?? 0) + missing + different);
    }
  };
  await copy();
  for (let attempt = 0; ; attempt += 1) {
    const results: Result[] = [];
    for (const task of tasks) {
      const found = await withProgress(task, 'compared', options);
      const atTarget = await task.target.collection<Doc>(task.name).countDocuments(notExcepted(task));
      results.push({ ...found, name: task.name, copied: copied.get(task.name) ?? 0, atTarget });
    }
    if (!running || attempt >= CATCH_UPS || results.every(({ missing }) => missing === 0)) return results;
    await copy();
  }
}

async function withProgress(task: CollectionTask, what: 'copied' | 'compared', options: CopyOptions): Promise<Found> {
  const { say, nowMs } = options;
  const total = (await task.source.collection(task.name).estimatedDocumentCount()) - task.except.length;
  const startedMs = nowMs();
  let done = 0;
  let saidMs = startedMs;
  const line = (): void => {
    say(`${what.padEnd(9)} ${progressLine(task.name, done, total, nowMs() - startedMs)}`);
  };
  const found = await copyCollection(task, what === 'copied', (documents) => {
    done += documents;
    if (nowMs() - saidMs < PROGRESS_EVERY_MS || done >= total) return;
    saidMs = nowMs();
    line();
  });
  if (done > 0) line();
  return found;
}

/** The counts as a table, and what follows from them. @returns whether the target has everything. */
function report(results: readonly Result[], { running }: Source, say: (line: string) => void): boolean {
  const head = ['collection', 'source', 'at target', 'copied now', 'expired', 'only at target'];
  const rows = results.map((r) => {
    const there = r.source - r.missing;
    return [r.name, ...[r.source, there, r.copied, r.expired, Math.max(0, r.atTarget - there - r.expired)].map(count)];
  });
  say(`\n${table([head, ...rows])}\n`);
  // A running source changes rows all the time; what counts is that none is missing.
  const lacking = results.filter((r) => r.missing > 0 || (r.different > 0 && !running));
  if (lacking.length > 0) {
    const list = lacking.map((r) => `${r.name} (${count(r.missing)} missing, ${count(r.different)} different)`);
    say(`Source and target differ: ${list.join(', ')}. Run this again: it goes on where it was.`);
    return false;
  }
  say('Everything is at the target.');
  if (running) say('If the source is still in use, end it and run this once more, before the target is put to use.');
  return true;
}
