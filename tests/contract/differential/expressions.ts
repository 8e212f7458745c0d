import { Double } from 'bson';
import fc from 'fast-check';
import { dates, fieldPaths, numbers, words } from './values.ts';

const TWO = [
  ...['$add', '$subtract', '$multiply', '$divide', '$mod', '$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cmp'],
  ...[
    '$and',
    '$or',
    '$concat',
    '$concatArrays',
    '$min',
    '$max',
    '$sum',
    '$avg',
    '$ifNull',
    '$setUnion',
    '$mergeObjects',
  ],
  ...['$in', '$arrayElemAt', '$setIntersection', '$setDifference'],
];
const ONE = [
  ...['$not', '$type', '$isArray', '$isNumber', '$size', '$first', '$last', '$abs', '$floor', '$ceil', '$trunc'],
  ...['$toString', '$toBool', '$toInt', '$toLong', '$toDouble', '$toDate', '$sum', '$avg', '$max', '$min'],
  ...['$reverseArray', '$objectToArray', '$year', '$hour', '$toUpper', '$strLenCP'],
];

/** Aggregation expressions, two deep. */
export const expressions: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { weight: 5, arbitrary: fieldPaths.map((path) => `$${path}`) },
    { weight: 2, arbitrary: fc.oneof(numbers, dates, fc.constantFrom(null, true, new Double(2.5))) },
    { weight: 1, arbitrary: words.filter((word) => !word.startsWith('$')) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...TWO), tie('any'), tie('any'))
        .map(([operator, left, right]) => ({ [operator]: [left, right] })),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom(...ONE), tie('any')).map(([operator, of]) => ({ [operator]: [of] })),
    },
    { weight: 1, arbitrary: fc.tuple(tie('any'), tie('any'), tie('any')).map(($cond) => ({ $cond })) },
    {
      weight: 1,
      arbitrary: fc.tuple(fieldPaths, tie('any')).map(([path, then]) => ({
        $cond: {
          if: { $isArray: `$${path}` },
          then: { $map: { input: `$${path}`, as: 'i', in: ['$$i', then] } },
          else: then,
        },
      })),
    },
    { weight: 1, arbitrary: fc.tuple(tie('any'), tie('any')).map(([p, q]) => ({ p, q })) },
  ),
})).any;
