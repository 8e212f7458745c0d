import type { Document } from 'bson';
import fc from 'fast-check';
import { expressions } from './expressions.ts';
import { clauses, filters, totalSorts } from './filters.ts';
import { fieldPaths, scalars } from './values.ts';

/** Fields whose lists are in any order. */
export const UNORDERED = 'unordered_';

/** Fields whose number is one of several that are equal, of any type. */
export const ANY_TYPE = 'any_type_';

/** The collection that `$lookup` reads. */
export const FOREIGN = 'foreign';

/** A pipeline, and whether the order of its answer is defined. */
export interface RandomPipeline {
  readonly pipeline: Document[];
  readonly ordered: boolean;
}

const projections: fc.Arbitrary<Document> = fc.oneof(
  fc
    .uniqueArray(fieldPaths, { minLength: 1, maxLength: 2 })
    .map((names) => Object.fromEntries(names.map((name) => [name, 1]))),
  fieldPaths.map((name) => ({ [name]: 0 })),
  fc.tuple(fieldPaths, expressions).map(([name, x]) => ({ _id: 0, x, [name]: 1 })),
  expressions.map((x) => ({ x })),
);

/** What `find` may project; it also takes parts of lists. */
export const findProjections: fc.Arbitrary<Document> = fc.oneof(
  { weight: 4, arbitrary: projections },
  fc
    .tuple(fc.constantFrom('a', 'b', 'o.q'), fc.integer({ min: -2, max: 2 }))
    .map(([name, $slice]) => ({ [name]: { $slice } })),
  fc.tuple(clauses, fc.constantFrom('a', 'b')).map(([$elemMatch, name]) => ({ [name]: { $elemMatch } })),
);

/** Stages after which the order is the same as before. */
const inOrder: fc.Arbitrary<Document> = fc.oneof(
  filters.map(($match) => ({ $match })),
  projections.map(($project) => ({ $project })),
  fc.tuple(fieldPaths, expressions).map(([path, value]) => ({ $set: { [path]: value } })),
  fieldPaths.map(($unset) => ({ $unset })),
  fc.constantFrom<Document>(
    { $unwind: '$a' },
    { $unwind: { path: '$o.q', preserveNullAndEmptyArrays: true } },
    {
      $unwind: { path: '$a', includeArrayIndex: 'i' },
    },
  ),
  fc.tuple(fieldPaths, fc.constantFrom('_id', 'v', 'w.v')).map(([localField, foreignField]) => ({
    $lookup: { from: FOREIGN, localField, foreignField, as: `${UNORDERED}joined` },
  })),
  fc.constantFrom<Document>({ $limit: 2 }, { $skip: 1 }),
);

const accumulators: fc.Arbitrary<Document> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('$sum', '$avg', '$min', '$max', '$first', '$last', '$push', '$addToSet', '$stdDevPop'),
      expressions,
    )
    .map(([operator, of]) => ({ [operator]: of })),
  fc.constantFrom<Document>({ $sum: 1 }, { $count: {} }, { $max: '$n' }),
);

const groups: fc.Arbitrary<Document[]> = fc
  .tuple(
    fc.oneof(
      fieldPaths.map((path) => `$${path}`),
      fc.constant(null),
      fc.tuple(fieldPaths, expressions).map(([path, q]) => ({ p: `$${path}`, q })),
      expressions,
    ),
    accumulators,
    accumulators,
  )
  .map(([_id, one, other]) => [{ $group: { _id, [nameOf('s', one)]: one, [nameOf('t', other)]: other } }]);

/** What is open is said by the name. */
function nameOf(name: string, accumulator: Document): string {
  if ('$addToSet' in accumulator) return `${UNORDERED}${name}`;
  return '$min' in accumulator || '$max' in accumulator ? `${ANY_TYPE}${name}` : name;
}

const ends = fc.oneof<fc.MaybeWeightedArbitrary<RandomPipeline>[]>(
  { weight: 3, arbitrary: fc.constant({ pipeline: [], ordered: true }) },
  { weight: 3, arbitrary: groups.map((pipeline) => ({ pipeline, ordered: false })) },
  {
    weight: 1,
    arbitrary: groups.map((pipeline) => ({ pipeline: [...pipeline, { $sort: { _id: -1 } }], ordered: true })),
  },
  { weight: 1, arbitrary: fc.constant({ pipeline: [{ $count: 'n' }], ordered: true }) },
  { weight: 1, arbitrary: fieldPaths.map((path) => ({ pipeline: [{ $sortByCount: `$${path}` }], ordered: false })) },
  {
    weight: 1,
    arbitrary: fc.tuple(inOrder, groups).map(([stage, group]) => ({
      pipeline: [{ $facet: { one: [stage], two: [...group, { $sort: { _id: 1 } }] } }],
      ordered: true,
    })),
  },
);

/** A sort that leaves nothing open comes first, so that everything after it has one answer. */
export const pipelines: fc.Arbitrary<RandomPipeline> = fc
  .tuple(filters, totalSorts, fc.array(inOrder, { maxLength: 3 }), ends)
  .map(([$match, $sort, stages, end]) => ({
    pipeline: [{ $match }, { $sort }, ...stages, ...end.pipeline],
    ordered: end.ordered,
  }));

/** What the collection that `$lookup` reads holds. */
export const foreignDocuments = fc
  .array(
    fc.record(
      { v: scalars, w: fc.oneof(scalars, fc.record({ v: scalars })) },
      { requiredKeys: [], noNullPrototype: true },
    ),
    {
      maxLength: 4,
    },
  )
  .map((docs) => docs.map((doc, _id) => ({ _id, ...doc })));
