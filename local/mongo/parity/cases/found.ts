import { Double, type Document } from 'bson';
import type { ParityCase } from '../case.ts';
import { update } from './changed.ts';

const aggregate = (docs: Document[], ...pipeline: Document[]): ParityCase => ({
  docs,
  command: { aggregate: 'parity', pipeline },
});
const find = (docs: Document[], more: Document): ParityCase => ({ docs, command: { find: 'parity', ...more } });
const never = { $match: { _id: 'none' } };
const lists = [
  { _id: 1, a: [1, 2], b: [3] },
  {
    _id: 2,
    a: [
      { b: 2, c: 9 },
      { b: 9, c: 2 },
    ],
  },
  { _id: 3, a: [{ b: 1, c: 10 }] },
];

/** What the random differential test found: each was once answered differently. */
export const foundCases: readonly ParityCase[] = [
  find(lists, { sort: { a: 1, b: 1 } }),
  find(lists.slice(1), { sort: { 'a.b': 1, 'a.c': 1 } }),
  find(lists.slice(1), { sort: { 'a.c': -1, 'a.b': -1 } }),
  find([{ _id: 1, a: [1], b: [] }], { sort: { a: 1, b: 1 } }),
  find([], { projection: { x: { $size: ['x'] } } }),
  find([], { projection: { x: { p: 0, q: { $size: 'x' } } } }),
  find([], { projection: { x: { p: 0, q: 'text' } } }),
  find([{ _id: 1 }], { projection: { x: { $toDate: [new Double(Infinity)] } } }),
  find([{ _id: 1, n: new Double(2.5) }], { projection: { x: { $toUpper: '$n' } } }),
  find([{ _id: 1, n: true }], { projection: { x: { $toUpper: '$n' } } }),
  find([{ _id: 1, n: new Double(-0) }], { projection: { x: { $toString: '$n' } } }),
  find([{ _id: 1, n: 1 }], { projection: { x: { $setDifference: ['$n', '$none'] } } }),
  find([{ _id: 1, n: 1 }], { projection: { x: { $setDifference: [[1], '$n'] } } }),
  find([{ _id: 1, n: 5 }], { projection: { x: { $mod: ['$n', new Double(2)] }, y: { $mod: [new Double(5), 2] } } }),
  aggregate([], never, { $set: { x: { $strLenCP: [1] } } }),
  aggregate([], never, { $set: { x: { $size: [1] } } }, { $group: { _id: { p: 1 } } }),
  aggregate([{ _id: 1, n: true }], { $set: { x: { $setUnion: [null, '$n'] } } }),
  aggregate([{ _id: 1 }], { $group: { _id: { p: '$a', q: false } } }),
  aggregate(
    [{ _id: [] }, { _id: {} }].map(({ _id }, i) => ({ _id: i, v: _id })),
    { $group: { _id: '$v' } },
    { $sort: { _id: -1 } },
  ),
  aggregate(
    [
      { _id: 1, a: [{}, { b: 2 }] },
      { _id: 2, c: 2 },
    ],
    { $lookup: { from: 'parity', localField: 'a.b', foreignField: 'c', as: 'j' } },
    { $sort: { _id: 1 } },
  ),
  ...[
    update({ _id: 1, a: { $all: [] } }, { $set: { _id: 7, x: 1 } }, { upsert: true }),
    update({ _id: 1, a: { $in: [] } }, { $set: { x: 1 } }, { upsert: true }),
    update({}, { $set: { 'l.$[i]': 1 } }, { arrayFilters: [{ i: { $all: [] } }] }),
    update({}, { $mul: { z: -2 } }),
    update({}, { $mul: { nan: 2 } }),
    update({}, { $push: { empty: { $each: [], $sort: 1 } } }),
    update({}, { $push: { l: { $each: [{ b: [] }, [], 5], $sort: { b: 1 } } } }),
    update({}, [{ $set: { x: { $toUpper: '$flag' } } }]),
  ].map((command) => ({
    docs: [{ _id: 5, z: new Double(0), nan: new Double(Number.NaN), empty: [], l: [{ b: 1 }], flag: true }],
    command,
  })),
];
