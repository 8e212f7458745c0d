import type { Document } from 'bson';
import fc from 'fast-check';
import { dates, ids, numbers, paths, scalars, values, words } from './values.ts';

const few = { minLength: 0, maxLength: 3 };
const one = (operator: string) => (operand: unknown) => ({ [operator]: operand });

/** What can stand behind a path. */
export const conditions: fc.Arbitrary<unknown> = fc.oneof(
  scalars,
  values,
  fc
    .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq', '$ne'), values)
    .map(([operator, operand]) => ({ [operator]: operand })),
  fc.array(scalars, few).map(one('$in')),
  fc.array(scalars, few).map(one('$nin')),
  fc.boolean().map(one('$exists')),
  fc.nat(3).map(one('$size')),
  fc.array(scalars, few).map(one('$all')),
  fc.tuple(numbers, numbers).map(([$gte, $lt]) => ({ $gte, $lt })),
  fc.tuple(dates, dates).map(([$gt, $lte]) => ({ $gt, $lte })),
  scalars.map(($gt) => ({ $not: { $gt } })),
  fc.record({ b: scalars }, { noNullPrototype: true }).map(one('$elemMatch')),
  fc.tuple(scalars, scalars).map(([$gte, $ne]) => ({ $elemMatch: { $gte, $ne } })),
  fc
    .constantFrom('int', 'long', 'double', 'number', 'string', 'array', 'null', 'date', 'bool', 'object', 'binData', 9)
    .map(one('$type')),
  fc.constantFrom<unknown>({ $regex: '^x' }, { $regex: 'Y', $options: 'i' }, /^X\./, { $not: /x/ }),
  fc.tuple(fc.constantFrom(2, 3), fc.nat(2)).map(one('$mod')),
);

/** Ranges and lists of ids, as windows are read. */
const ofIds: fc.Arbitrary<Document> = fc.oneof(
  ids.map((_id) => ({ _id })),
  fc.array(ids, few).map(($in) => ({ _id: { $in } })),
  fc
    .constantFrom('s:', 't:')
    .chain((server) =>
      fc
        .tuple(fc.constantFrom('1', '2'), fc.constantFrom('2', '3', '9'))
        .map(([from, to]) => ({ _id: { $gte: `${server}${from}`, $lt: `${server}${to}` } })),
    ),
);

/** Conditions of the kind that claims and lists have. */
const ofProduct: fc.Arbitrary<Document> = fc.oneof(
  fc.record({ e: fc.boolean(), n: numbers.map(one('$lt')) }, { noNullPrototype: true }),
  fc.record(
    { e: fc.constant(true), k: words, n: numbers.map(one('$gte')) },
    { requiredKeys: ['e'], noNullPrototype: true },
  ),
  fc.record({ k: words, at: dates.map(one('$lt')) }, { noNullPrototype: true }),
  fc.tuple(fc.boolean(), numbers).map(([e, n]) => ({ e, $or: [{ n: { $lt: n } }, { n: null }] })),
  fc.array(ofIds, { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })),
);

export const clauses: fc.Arbitrary<Document> = fc.dictionary(paths, conditions, { maxKeys: 2, noNullPrototype: true });
const lists = fc.array(clauses, { minLength: 1, maxLength: 3 });

/** A filter of any kind, now and then with everything. */
export const filters: fc.Arbitrary<Document> = fc.oneof(
  { weight: 8, arbitrary: clauses },
  { weight: 4, arbitrary: ofIds },
  { weight: 6, arbitrary: ofProduct },
  { weight: 2, arbitrary: lists.map(($or) => ({ $or })) },
  { weight: 2, arbitrary: lists.map(($nor) => ({ $nor })) },
  { weight: 2, arbitrary: fc.tuple(lists, clauses).map(([$and, more]) => ({ ...more, $and })) },
  { weight: 1, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom('$gt', '$lte', '$eq'), scalars).map(([operator, value]) => ({
      $expr: { [operator]: ['$n', { $literal: value }] },
    })),
  },
);

/** A filter that finds one document at most, so that it is clear which one is changed. */
export const ofOne: fc.Arbitrary<Document> = fc.oneof(
  { weight: 2, arbitrary: ids.map((_id) => ({ _id })) },
  { weight: 2, arbitrary: fc.tuple(clauses, ids).map(([more, _id]) => ({ ...more, _id })) },
  { weight: 1, arbitrary: fc.tuple(ofProduct, ids).map(([more, _id]) => ({ ...more, _id })) },
  { weight: 1, arbitrary: fc.tuple(clauses, ids).map(([more, _id]) => ({ $and: [{ _id }, more] })) },
);

/** A sort that leaves nothing open. */
export const totalSorts: fc.Arbitrary<Document> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'n', 'at', 'k', 'e', 'a.b', 'a.0', 'o.p', 'o.q', 'd'), {
      maxLength: 2,
    }),
    fc.array(fc.constantFrom(1, -1), { minLength: 3, maxLength: 3 }),
  )
  .map(([names, directions]) => Object.fromEntries([...names, '_id'].map((name, i) => [name, directions[i] ?? 1])));
