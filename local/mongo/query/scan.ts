import { CommandError } from '../errors.ts';
import type { Collection } from '../store/collection.ts';
import type { Stored } from '../store/documents.ts';
import type { KeyRange, Source } from '../store/storage.ts';
import type { Matcher } from './matcher.ts';
import type { Plan } from './planner.ts';
import { decodeDocument } from '../bson/decode.ts';

/** What a query has cost so far. */
export interface ScanCost {
  keys: number;
  documents: number;
  /** When the query must give up. */
  readonly deadlineMs?: number | undefined;
}

/** Pieces are small at first, for most queries want little, and grow for those that want much, up to this number and
 *  about these bytes. */
const FIRST_PIECE = 128;
const LARGEST_PIECE = 2048;
const PIECE_BYTES = 2 * 1024 * 1024;

/** How many documents of a collection make a large piece. */
function largestPiece({ bytes, documents }: Collection): number {
  const average = bytes / Math.max(1, documents);
  return Math.max(4, Math.min(LARGEST_PIECE, Math.floor(PIECE_BYTES / Math.max(1, average))));
}

/** Reads the documents of a plan, piece by piece; between pieces others get their turn, and nothing is held open. */
export async function* scan(
  source: Source,
  of: Collection,
  plan: Plan,
  cost: ScanCost,
  wanted = Infinity,
): AsyncGenerator<Stored[]> {
  const seen = plan.repeats ? new Set<string>() : undefined;
  for await (const piece of plan.alternatives === undefined
    ? scanOne(source, of, plan, cost, wanted)
    : scanAll(source, of, plan.alternatives, cost)) {
    if (of.dropped) return;
    if (cost.deadlineMs !== undefined && Date.now() > cost.deadlineMs) {
      throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
    }
    if (seen === undefined) yield piece;
    else {
      yield piece.filter(({ key }) => {
        const id = key.toString('latin1');
        return seen.size !== seen.add(id).size;
      });
    }
  }
}

async function* scanAll(
  source: Source,
  of: Collection,
  plans: readonly Plan[],
  cost: ScanCost,
): AsyncGenerator<Stored[]> {
  for (const plan of plans) yield* scan(source, of, plan, cost);
}

async function* scanOne(
  source: Source,
  of: Collection,
  plan: Plan,
  cost: ScanCost,
  wanted: number,
): AsyncGenerator<Stored[]> {
  const isIndex = plan.index !== undefined && plan.index.name !== '_id_';
  if (plan.keys !== undefined) {
    yield* scanKeys(source, of, plan.reverse ? plan.keys.toReversed() : plan.keys, isIndex, cost);
    return;
  }
  const largest = largestPiece(of);
  let size = Math.min(largest, plan.exact ? Math.max(1, wanted) : FIRST_PIECE);
  for (const range of plan.reverse ? plan.ranges.toReversed() : plan.ranges) {
    let rest: KeyRange | undefined = range;
    while (rest !== undefined) {
      const piece = await source.entries(rest, size, plan.reverse);
      rest = piece.rest;
      size = Math.min(size * 4, largest);
      if (plan.index !== undefined) cost.keys += piece.entries.length;
      if (isIndex)
        yield await fetchAll(
          source,
          of,
          piece.entries.map(([, id]) => id),
          cost,
        );
      else {
        cost.documents += piece.entries.length;
        yield piece.entries.map(([key, raw]) => ({ key, raw }));
      }
    }
  }
}

async function* scanKeys(
  source: Source,
  of: Collection,
  keys: readonly Buffer[],
  isIndex: boolean,
  cost: ScanCost,
): AsyncGenerator<Stored[]> {
  const largest = largestPiece(of);
  for (let i = 0; i < keys.length; i += largest) {
    const some = keys.slice(i, i + largest);
    cost.keys += some.length;
    const found = some.length === 1 ? some.map((key) => source.get(key)) : await source.getMany(some);
    if (isIndex) {
      const ids = found.filter((id) => id !== undefined);
      yield await fetchAll(source, of, ids, cost);
    } else {
      yield found.flatMap((raw, n) => (raw === undefined ? [] : [{ key: some[n] ?? raw, raw }]));
      cost.documents += found.filter((raw) => raw !== undefined).length;
    }
  }
}

/** The documents of these encoded ids. */
async function fetchAll(source: Source, of: Collection, ids: readonly Buffer[], cost: ScanCost): Promise<Stored[]> {
  const keys = ids.map((id) => Buffer.concat([of.prefix, id]));
  const raws = keys.length === 1 ? keys.map((key) => source.get(key)) : await source.getMany(keys);
  const found: Stored[] = [];
  raws.forEach((raw, i) => {
    const key = keys[i];
    if (raw !== undefined && key !== undefined) found.push({ key, raw });
  });
  cost.documents += found.length;
  return found;
}

/** The documents of a plan that pass the filter; only the fields that the filter names are decoded. */
export async function* scanMatching(
  source: Source,
  of: Collection,
  plan: Plan,
  matcher: Matcher,
  cost: ScanCost,
  wanted = Infinity,
): AsyncGenerator<Stored[]> {
  for await (const piece of scan(source, of, plan, cost, wanted)) {
    const passed = plan.exact ? piece : piece.filter(({ raw }) => matcher.matches(decodeDocument(raw, matcher.fields)));
    if (passed.length > 0) yield passed;
  }
}
