import type { Document } from 'bson';
import type { ParityCase } from '../case.ts';

const docs: Document[] = [
  { _id: 1, a: 1, b: { c: 1, d: [1, 2, 3], e: { f: 1 } }, l: [{ x: 1, y: 2 }, { x: 3 }, 5, [{ x: 9 }]], s: 'text' },
  { _id: 2, b: null, l: [] },
  { _id: 3, b: [{ c: 5 }, { d: 6 }], l: 'no list' },
  { _id: 4 },
];

const PROJECTIONS: Document[] = [
  { a: 1 },
  { a: 0 },
  { _id: 0 },
  { _id: 1 },
  { _id: 0, a: 1 },
  { _id: 0, a: 0 },
  { _id: 1, a: 0 },
  { 'b.c': 1 },
  { 'b.c': 0 },
  { b: { c: 1, e: 1 } },
  { 'b.e.f': 1, a: 1 },
  { 'l.x': 1 },
  { 'l.x': 0 },
  { l: { $slice: 1 } },
  { l: { $slice: -1 } },
  { l: { $slice: [1, 2] } },
  { l: { $slice: [-2, 1] } },
  { a: 1, l: { $slice: 1 } },
  { a: 0, l: { $slice: 1 } },
  { 'b.d': { $slice: 2 } },
  { l: { $elemMatch: { x: 3 } } },
  { a: 1, l: { $elemMatch: { x: { $gt: 0 } } } },
  { a: 1, s: 0 },
  { a: 0, s: 1 },
  { a: true, s: true },
  { a: 'x' },
  { n: { $add: ['$a', 1] } },
  { a: '$s', n: { $size: { $ifNull: ['$b.d', []] } } },
  { n: { $literal: 5 }, 'b.z': '$a' },
  { a: 5 },
  { a: -1 },
  { a: { $slice: 'x' } },
  { a: { $foo: 1 } },
  { '': 1 },
  { a: null },
  { b: 1, 'b.c': 1 },
  { 'b.c': 1, b: 1 },
  {},
  { missing: 1 },
  { 'b.missing.deep': 1 },
  { 'b.missing': '$a' },
  { _id: '$a' },
  { b: {} },
];

const UNSUPPORTED: Document[] = [{ 'l.$': 1 }, { a: { $meta: 'textScore' } }];

/** What of a document is shown. */
export const projectionCases: readonly ParityCase[] = [
  ...PROJECTIONS.map((projection) => ({ docs, command: { find: 'parity', projection, sort: { _id: 1 } } })),
  ...UNSUPPORTED.map((projection) => ({
    docs,
    command: { find: 'parity', projection, sort: { _id: 1 } },
    mayRefuse: true as const,
  })),
  ...PROJECTIONS.filter((p) => !JSON.stringify(p).includes('$slice') && !JSON.stringify(p).includes('$elemMatch')).map(
    ($project) => ({
      docs,
      command: { aggregate: 'parity', pipeline: [{ $sort: { _id: 1 } }, { $project }] },
    }),
  ),
];
