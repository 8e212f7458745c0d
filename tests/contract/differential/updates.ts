import { Double, Long, type Document } from 'bson';
import fc from 'fast-check';
import { expressions } from './expressions.ts';
import { clauses, conditions } from './filters.ts';
import { fieldPaths, numbers, paths, scalars, values } from './values.ts';

/** An update document or pipeline, with the conditions that it needs on lists. */
export interface RandomUpdate {
  readonly update: Document | Document[];
  readonly arrayFilters?: Document[];
}

const steps: fc.Arbitrary<Document> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('$set', '$min', '$max', '$setOnInsert', '$push', '$addToSet', '$pull'), paths, values)
      .map(([operator, path, value]) => ({ [operator]: { [path]: value } })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('$inc', '$mul'),
        paths,
        fc.constantFrom<unknown>(1, -2, new Double(1.5), Long.fromNumber(3), 2147483647, 'x', null),
      )
      .map(([operator, path, value]) => ({ [operator]: { [path]: value } })),
  },
  fc.tuple(paths, fc.constantFrom(1, -1)).map(([path, end]) => ({ $pop: { [path]: end } })),
  paths.map((path) => ({ $unset: { [path]: '' } })),
  fc.tuple(paths, paths).map(([from, to]) => ({ $rename: { [from]: to } })),
  fc
    .tuple(
      paths,
      fc.array(values, { maxLength: 3 }),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom<unknown>(1, -1, { b: 1 }),
      fc.integer({ min: -2, max: 2 }),
    )
    .map(([path, $each, $slice, $sort, $position]) => ({ $push: { [path]: { $each, $slice, $sort, $position } } })),
  fc.tuple(paths, fc.array(values, { maxLength: 3 })).map(([path, $each]) => ({ $addToSet: { [path]: { $each } } })),
  fc.tuple(paths, fc.array(scalars, { maxLength: 3 })).map(([path, list]) => ({ $pullAll: { [path]: list } })),
  fc.tuple(paths, fc.oneof(conditions, clauses)).map(([path, condition]) => ({ $pull: { [path]: condition } })),
);

/** As the stages write: several operators on fields that lie apart. */
const ofProduct: fc.Arbitrary<Document> = fc.record(
  {
    $set: fc.record({ e: fc.boolean(), k: scalars, 'o.p': values }, { requiredKeys: ['k'], noNullPrototype: true }),
    $setOnInsert: fc.record({ at: values, c: scalars }, { requiredKeys: ['at'], noNullPrototype: true }),
    $max: numbers.map((n) => ({ n })),
    $min: scalars.map((b) => ({ b })),
    $inc: fc.constantFrom(1, -1).map((d) => ({ d })),
    $push: values.map((a) => ({ a })),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** Nothing is removed before something is set: MongoDB would put it where the other was. */
const pipelines: fc.Arbitrary<Document[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.tuple(fieldPaths, expressions).map(([path, value]) => ({ $set: { [path]: value } })),
        fc.tuple(expressions, expressions).map(([x, y]) => ({ $replaceWith: { _id: '$_id', x, y } })),
      ),
      { maxLength: 2 },
    ),
    fc.oneof(
      fc.tuple(fieldPaths, expressions).map(([path, value]) => ({ $set: { [path]: value } })),
      fc.tuple(fieldPaths, fieldPaths).map((names) => ({ $unset: [...new Set(names)] })),
      fc.constantFrom({ $project: { a: 1, o: 1 } }, { $project: { b: 0 } }),
    ),
  )
  .map(([first, last]) => [...first, last]);

const onElements: fc.Arbitrary<RandomUpdate> = fc
  .tuple(
    fc.constantFrom('a.$[]', 'a.$[].b', 'a.$[i]', 'a.$[i].c', 'o.q.$[i]'),
    fc.constantFrom('$set', '$inc', '$unset'),
    numbers,
    conditions,
  )
  .map(([path, operator, value, condition]) => ({
    update: { [operator]: { [path]: value } },
    ...(path.includes('[i]') ? { arrayFilters: [{ [path.endsWith('c') ? 'i.b' : 'i']: condition }] } : {}),
  }));

/** Whole documents, as `replaceOne` takes them. */
export const replacements: fc.Arbitrary<Document> = fc.record(
  { a: values, n: numbers, k: scalars, z: values },
  { requiredKeys: [], noNullPrototype: true },
);

export const updates: fc.Arbitrary<RandomUpdate> = fc.oneof(
  { weight: 4, arbitrary: steps.map((update) => ({ update })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        steps,
        steps.filter((step) => !('$rename' in step)),
      )
      .map(([one, other]) => ({ update: { ...other, ...one } })),
  },
  { weight: 3, arbitrary: ofProduct.filter((update) => Object.keys(update).length > 0).map((update) => ({ update })) },
  { weight: 2, arbitrary: pipelines.map((update) => ({ update })) },
  { weight: 1, arbitrary: onElements },
);
