import { afterPrefix } from '../bson/key-encoding.ts';
import { equalValues } from '../bson/compare.ts';
import type { Doc, Value } from '../bson/value.ts';
import { int32 } from '../bson/value.ts';
import { badValue } from '../errors.ts';
import type { Collection, Index, IndexField } from '../store/collection.ts';
import { prefixRange } from '../store/layout.ts';
import type { KeyRange } from '../store/storage.ts';
import { intersect, takeApart, type Bounds, type Conjunction } from './bounds.ts';
import type { SortField } from './sort.ts';

/** How a query reads: which keys of which index, in which order. */
export interface Plan {
  /** The index that is read; the _id index is the order of the documents themselves. */
  readonly index: IndexLike | undefined;
  readonly ranges: readonly KeyRange[];
  /** When every key is known whole: they are fetched without any search. */
  readonly keys?: readonly Buffer[] | undefined;
  readonly reverse: boolean;
  /** Whether the documents come in the order that was asked for. */
  readonly sorted: boolean;
  /** Whether every document that is read passes the filter. */
  readonly exact: boolean;
  /** Whether a document can come more than once. */
  readonly repeats: boolean;
  /** The plans of `$or`, which are read one after another. */
  readonly alternatives?: readonly Plan[] | undefined;
}

export type IndexLike = Pick<Index, 'name' | 'fields' | 'unique' | 'sparse' | 'multikey' | 'prefix' | 'partialFilter'>;

/** `{ name }` or the pattern of the index to be used, or `$natural`. */
export type Hint = string | Doc | undefined;

/** More key ranges than this are not made of a product of `$in`s. */
const MOST_RANGES = 20_000;

/** The documents in the order of their _id, seen as an index. */
export const idIndex = (collection: Collection): IndexLike => ({
  name: '_id_',
  fields: [{ name: '_id', path: ['_id'], direction: 1 }],
  unique: true,
  sparse: false,
  multikey: false,
  prefix: collection.prefix,
  partialFilter: undefined,
});

/** Chooses how to read. Pure: depends on the filter, the sort and the indexes that there are. */
export function planQuery(collection: Collection, filter: Doc, sort: readonly SortField[], hint: Hint): Plan {
  const conjunction = takeApart(filter);
  const candidates = [idIndex(collection), ...collection.indexes];
  const natural = hint instanceof Map && hint.has('$natural');
  const hinted = hint === undefined || natural ? undefined : findHinted(candidates, hint);
  let best: { plan: Plan; score: number } | undefined;
  for (const index of natural ? [] : hinted === undefined ? candidates : [hinted]) {
    const candidate = planIndex(index, collection, conjunction, filter, sort, hinted !== undefined);
    if (candidate !== undefined && (best === undefined || candidate.score > best.score)) best = candidate;
  }
  if (best !== undefined && (best.score >= BOUNDED || hinted !== undefined)) return best.plan;
  return (
    (natural ? undefined : planAlternatives(collection, conjunction, filter, sort)) ??
    best?.plan ?? {
      index: undefined,
      ranges: [prefixRange(collection.prefix)],
      reverse: false,
      sorted: sort.length === 0,
      exact: filter.size === 0,
      repeats: false,
    }
  );
}

function findHinted(candidates: readonly IndexLike[], hint: string | Doc): IndexLike {
  const found = candidates.find((index) =>
    typeof hint === 'string'
      ? index.name === hint
      : equalValues(hint, new Map(index.fields.map((f): [string, Value] => [f.name, int32(f.direction)]))),
  );
  if (found === undefined)
    throw badValue(
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  return found;
}

/** From this score on an index narrows the search; below, it only sorts. */
const BOUNDED = 100;

function planIndex(
  index: IndexLike,
  collection: Collection,
  { bounds, complete }: Conjunction,
  filter: Doc,
  sort: readonly SortField[],
  forced: boolean,
): { plan: Plan; score: number } | undefined {
  if (index.partialFilter !== undefined && !implies(filter, index.partialFilter)) return undefined;
  const used: Bounds[] = [];
  let ranges = 1;
  for (const field of index.fields) {
    const own = boundsFor(index, field, bounds);
    if (own === undefined || ranges * own.intervals.length > MOST_RANGES) break;
    ranges *= own.intervals.length;
    used.push(own);
    if (!own.points) break;
  }
  // A sparse index lacks documents without the field, which null would find and a sort must show.
  if (index.sparse && (used[0] === undefined || holdsNull(used[0]))) return undefined;
  const singles = used.filter((b) => b.points && b.intervals.length === 1).length;
  const order = index.multikey ? undefined : servedOrder(index, used, sort);
  if (used.length === 0 && order !== undefined && sort.length === 0 && !forced) return undefined;
  if (used.length === 0 && order === undefined && !forced) return undefined;
  const whole = used.length === index.fields.length && used.every((b) => b.points);
  const isId = index.name === '_id_';
  const keys = isId || index.unique ? (whole ? expand(index, used).map(({ gte }) => gte) : undefined) : undefined;
  const plan: Plan = {
    index,
    ranges: expand(index, used),
    keys,
    reverse: order === 'reverse',
    sorted: sort.length === 0 || order !== undefined,
    exact: isId && complete && [...bounds.keys()].every((path) => path === '_id') && used.length === bounds.size,
    repeats: index.multikey,
  };
  const range = used.find((b) => !b.points);
  const score =
    (keys !== undefined && keys.length <= 1 ? 10_000 : 0) +
    used.length * BOUNDED +
    singles * 50 -
    (range === undefined ? 0 : 60) +
    (order !== undefined && sort.length > 0 ? 30 : 0) -
    index.fields.length;
  return { plan, score };
}

/** The bounds of a field of an index. Of an index with arrays only one condition can be used, because another may be
 *  met by another element. */
function boundsFor(index: IndexLike, field: IndexField, bounds: Conjunction['bounds']): Bounds | undefined {
  const all = bounds.get(field.name);
  if (all === undefined) return undefined;
  if (index.multikey) return all.find((b) => b.points) ?? all[0];
  return all.reduce((a, b) => intersect(a, b));
}

const holdsNull = (bounds: Bounds): boolean => bounds.intervals.some(({ lo }) => lo[0] === 10);

/** Whether an index gives the wanted order: fields with one value do not count, the others must agree one by one. */
function servedOrder(
  index: IndexLike,
  used: readonly Bounds[],
  sort: readonly SortField[],
): 'forward' | 'reverse' | undefined {
  const fixed = new Set(
    index.fields.filter((_, i) => used[i]?.points === true && used[i].intervals.length <= 1).map((f) => f.name),
  );
  const wanted = sort.filter(({ name }) => !fixed.has(name));
  const offered = index.fields.filter(({ name }) => !fixed.has(name));
  if (wanted.length > offered.length) return undefined;
  const signs = wanted.map((field, i) =>
    offered[i]?.name === field.name ? field.direction * offered[i].direction : 0,
  );
  if (signs.every((sign) => sign === 1)) return 'forward';
  return signs.every((sign) => sign === -1) ? 'reverse' : undefined;
}

/** The key ranges of bounds on the first fields of an index, in order. */
function expand(index: IndexLike, used: readonly Bounds[]): KeyRange[] {
  let prefixes: Buffer[] = [index.prefix];
  for (const [i, bounds] of used.entries()) {
    const descending = index.fields[i]?.direction === -1;
    const ordered = descending ? bounds.intervals.toReversed() : bounds.intervals;
    if (!bounds.points) {
      return prefixes.flatMap((prefix) =>
        ordered.map(({ lo, hi }) => ({
          gte: Buffer.concat([prefix, descending ? afterPrefix(inverted(hi)) : lo]),
          lt: Buffer.concat([prefix, descending ? afterPrefix(inverted(lo)) : hi]),
        })),
      );
    }
    prefixes = prefixes.flatMap((prefix) =>
      ordered.map(({ lo }) => Buffer.concat([prefix, descending ? inverted(lo) : lo])),
    );
  }
  return prefixes.map(prefixRange);
}

const inverted = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => 255 - byte));

/** Whether every document that passes the filter is in a partial index: each of its conditions is one of the filter's,
 *  or one that the filter's equality fulfils. */
function implies(filter: Doc, partial: Doc): boolean {
  const conditions = new Map<string, Value[]>();
  const visit = (clauses: Doc): void => {
    for (const [name, value] of clauses) {
      if (name === '$and' && Array.isArray(value))
        value.forEach((item) => {
          if (item instanceof Map) visit(item);
        });
      else conditions.set(name, [...(conditions.get(name) ?? []), value]);
    }
  };
  visit(filter);
  return [...partial].every(([name, wanted]) =>
    (conditions.get(name) ?? []).some((given) => equalValues(given, wanted)),
  );
}

function planAlternatives(
  collection: Collection,
  { alternatives }: Conjunction,
  filter: Doc,
  sort: readonly SortField[],
): Plan | undefined {
  const rest = withoutOr(filter);
  for (const branches of alternatives) {
    const plans = branches.map((branch) =>
      planQuery(
        collection,
        new Map<string, Value>([['$and', [branch, ...(rest.size === 0 ? [] : [rest])]]]),
        [],
        undefined,
      ),
    );
    if (plans.every((plan) => plan.index !== undefined || plan.alternatives !== undefined)) {
      return {
        index: undefined,
        ranges: [],
        reverse: false,
        sorted: sort.length === 0,
        exact: false,
        repeats: true,
        alternatives: plans,
      };
    }
  }
  return undefined;
}

/** The filter without any `$or` of its conjunction: a branch is planned beside what it can be narrowed by, not beside other alternatives. */
function withoutOr(filter: Doc): Doc {
  return new Map(
    [...filter].flatMap(([name, value]): [string, Value][] => {
      if (name === '$or') return [];
      if (name !== '$and' || !Array.isArray(value)) return [[name, value]];
      const parts = value
        .flatMap((part) => (part instanceof Map ? withoutOr(part) : []))
        .filter(({ size }) => size > 0);
      return parts.length === 0 ? [] : [[name, parts]];
    }),
  );
}
