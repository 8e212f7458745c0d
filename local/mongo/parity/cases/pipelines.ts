import { Binary, Double, Long, ObjectId, type Document } from 'bson';
import type { ParityCase } from '../case.ts';
import { LIST_EXPRESSIONS } from './list-expressions.ts';
import { NUMBER_EXPRESSIONS } from './number-expressions.ts';
import { TYPE_EXPRESSIONS } from './type-expressions.ts';

const docs: Document[] = [
  {
    _id: 1,
    g: 'a',
    n: 1,
    d: 1.5,
    l: [1, 2, 3],
    o: { p: 1 },
    at: new Date('2024-02-29T13:45:59.123Z'),
    s: 'Hello Wörld',
  },
  {
    _id: 2,
    g: 'a',
    n: 2147483647,
    d: -2.5,
    l: [],
    o: { p: 2, q: 'x' },
    at: new Date('1969-12-31T23:59:59.999Z'),
    s: '  trim  ',
  },
  {
    _id: 3,
    g: 'b',
    n: Long.fromNumber(2 ** 40),
    d: 0.1,
    l: [
      { k: 'x', v: 1 },
      { k: 'y', v: 2 },
    ],
    at: new Date('2000-01-01T00:00:00Z'),
    s: '',
  },
  { _id: 4, g: null, n: null, d: 0.2, l: null, at: null, s: null },
  { _id: 5, n: 'text', l: 'text', b: new Binary(Buffer.from([1, 2, 3])) },
  {
    _id: 6,
    g: new Double(1),
    n: -7,
    d: 0.3,
    l: [3, 1, 2, 3],
    o: null,
    id: new ObjectId('65e0b1f70000000000000001'),
    s: 'a,b,,c',
  },
  { _id: 7, g: 1, n: new Double(2.5), d: new Double(3), l: [[1, 2], [3]], o: [{ p: 1 }, { p: 2 }, {}], t: true },
];

/** Expressions that are shown of each document. */
const EXPRESSIONS: readonly unknown[] = [...NUMBER_EXPRESSIONS, ...LIST_EXPRESSIONS, ...TYPE_EXPRESSIONS];

const MAY_BE_REFUSED: unknown[] = [
  { $dateTrunc: { date: '$at', unit: 'month' } },
  { $dateAdd: { startDate: new Date(-1), unit: 'hour', amount: 5 } },
  { $dateTrunc: { date: '$at', unit: 'hour', timezone: 'Europe/Berlin' } },
  { $toString: 1e30 },
  { $year: { date: '$at', timezone: 'Asia/Tokyo' } },
];

const GROUPS: Document[] = [
  { _id: '$g' },
  { _id: null, n: { $sum: 1 } },
  { _id: '$g', n: { $sum: '$n' }, d: { $avg: '$d' } },
  { _id: '$g', d: { $sum: '$d' } },
  { _id: null, d: { $sum: '$d' }, a: { $avg: '$n' } },
  { _id: '$g', min: { $min: '$n' }, max: { $max: '$n' } },
  { _id: '$g', first: { $first: '$_id' }, last: { $last: '$missing' } },
  { _id: '$g', all: { $push: '$n' } },
  { _id: '$g', all: { $push: { n: '$n', m: '$missing' } } },
  { _id: { g: '$g', t: '$missing' }, n: { $sum: 1 } },
  { _id: { $type: '$n' }, n: { $count: {} } },
  { _id: null, sd: { $stdDevPop: '$d' }, ss: { $stdDevSamp: '$d' } },
  { _id: '$o' },
  { _id: '$l', n: { $sum: 1 } },
  { _id: null, m: { $mergeObjects: '$missing' } },
  { n: { $sum: 1 } },
  { _id: null, n: { $foo: 1 } },
  { _id: null, n: 1 },
  { _id: null, n: { $sum: 1, $avg: 1 } },
  { _id: null, 'a.b': { $sum: 1 } },
  { _id: null, n: { $sum: [1, 2] } },
  { _id: null, n: { $min: '$missing' }, a: { $avg: '$missing' } },
  { _id: null, n: { $sum: '$l' } },
  { _id: null, s: { $addToSet: '$t' } },
];

const PIPELINES: Document[][] = [
  [{ $match: { n: { $gt: 0 } } }, { $sort: { n: -1 } }, { $limit: 2 }],
  [{ $sort: { _id: 1 } }, { $skip: 2 }, { $limit: 2 }],
  [{ $sort: { _id: -1 } }, { $limit: 3 }, { $skip: 1 }],
  [{ $limit: 0 }],
  [{ $skip: -1 }],
  [{ $limit: 'x' }],
  [{ $sort: {} }],
  [{ $foo: 1 }],
  [{}],
  [{ $match: {}, $sort: { a: 1 } }],
  [{ $match: 5 }],
  [{ $sort: { _id: 1 } }, { $unwind: '$l' }],
  [{ $sort: { _id: 1 } }, { $unwind: { path: '$l', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } }],
  [{ $sort: { _id: 1 } }, { $unwind: { path: '$o.p' } }],
  [{ $unwind: 'l' }],
  [{ $unwind: { path: '$l', foo: 1 } }],
  [{ $count: 'n' }],
  [{ $match: { _id: 99 } }, { $count: 'n' }],
  [{ $count: '' }],
  [{ $count: '$x' }],
  [{ $sortByCount: '$g' }, { $sort: { count: -1, _id: 1 } }],
  [{ $sort: { _id: 1 } }, { $addFields: { x: 1, 'o.z': '$n', l: '$$REMOVE' } }],
  [{ $sort: { _id: 1 } }, { $set: { o: { p: '$d', r: 1 } } }],
  [{ $sort: { _id: 1 } }, { $set: { 'l.v': 0 } }],
  [{ $sort: { _id: 1 } }, { $set: { x: '$missing', 'y.z': '$missing' } }],
  [{ $sort: { _id: 1 } }, { $unset: ['l', 'o.p'] }],
  [{ $unset: 5 }],
  [{ $set: 5 }],
  [{ $set: {} }],
  [{ $project: {} }],
  [{ $set: { a: 1, 'a.b': 1 } }],
  [{ $sort: { _id: 1 } }, { $replaceRoot: { newRoot: { n: '$n' } } }],
  [{ $replaceWith: '$o' }],
  [{ $sort: { _id: 1 } }, { $replaceWith: { $mergeObjects: [{ o: 1 }, '$$ROOT'] } }],
  [
    {
      $facet: {
        a: [{ $match: { n: 1 } }, { $project: { n: 1 } }],
        b: [{ $count: 'n' }],
        c: [{ $sort: { _id: -1 } }, { $limit: 1 }],
      },
    },
  ],
  [{ $facet: {} }],
  [{ $match: { _id: 99 } }, { $facet: { b: [{ $count: 'n' }] } }],
  [
    { $match: { _id: { $lte: 3 } } },
    { $sort: { _id: 1 } },
    { $lookup: { from: 'parity', localField: '_id', foreignField: 'o.p', as: 'found' } },
  ],
  [
    { $sort: { _id: 1 } },
    { $lookup: { from: 'parity', localField: 'g', foreignField: 'g', as: 'found' } },
    { $project: { 'found._id': 1 } },
  ],
  [{ $lookup: { from: 'parity', localField: 'a', foreignField: 'b' } }],
  [
    { $sort: { _id: 1 } },
    { $group: { _id: '$g', first: { $first: '$_id' }, last: { $last: '$_id' } } },
    { $sort: { first: 1 } },
  ],
  [{ $group: { _id: '$g', n: { $sum: 1 } } }, { $match: { n: { $gt: 1 } } }, { $sort: { _id: 1 } }],
  [{ $match: { $expr: { $gt: ['$n', '$d'] } } }, { $sort: { _id: 1 } }, { $project: { n: 1 } }],
  [{ $sort: { g: 1, _id: 1 } }, { $project: { g: 1 } }],
  [{ $sort: { l: 1, _id: 1 } }, { $project: { l: 1 } }],
  [{ $sort: { l: -1, _id: 1 } }, { $project: { l: 1 } }],
  [{ $project: { x: { $add: ['$d', 1] } } }, { $sort: { x: 1, _id: 1 } }, { $match: { x: { $gt: 1 } } }],
];

const REFUSED_PIPELINES: Document[][] = [
  [{ $bucket: { groupBy: '$n', boundaries: [0, 5], default: 'x' } }],
  [{ $sample: { size: 1 } }],
  [{ $unionWith: 'parity' }],
  [{ $lookup: { from: 'parity', let: {}, pipeline: [], as: 'x' } }],
];

const aggregate = (pipeline: Document[]): Document => ({ aggregate: 'parity', pipeline });

/** How pipelines and expressions answer. */
export const pipelineCases: readonly ParityCase[] = [
  ...EXPRESSIONS.flatMap((expression) => [
    { docs: docs.slice(0, 3), command: aggregate([{ $sort: { _id: 1 } }, { $project: { x: expression } }]) },
    { docs, command: aggregate([{ $sort: { _id: 1 } }, { $replaceWith: { x: expression } }]) },
  ]),
  ...MAY_BE_REFUSED.map((x) => ({
    docs,
    command: aggregate([{ $match: { _id: 1 } }, { $project: { x } }]),
    mayRefuse: true as const,
  })),
  ...GROUPS.map(($group) => ({ docs, command: aggregate([{ $sort: { _id: 1 } }, { $group }]) })),
  ...PIPELINES.map((pipeline) => ({ docs, command: aggregate(pipeline) })),
  ...REFUSED_PIPELINES.map((pipeline) => ({ docs, command: aggregate(pipeline), mayRefuse: true as const })),
];
