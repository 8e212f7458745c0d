import { Long, type Document } from 'bson';

/** What updates are put to. */
export const docs: Document[] = [
  {
    _id: 1,
    n: 1,
    d: 1.5,
    big: Long.fromNumber(2 ** 40),
    s: 'x',
    l: [1, 2, 3, 2],
    o: { p: 1, q: [{ r: 1 }, { r: 2 }] },
    nothing: null,
    date: new Date(0),
  },
  { _id: 2, n: 2147483647, l: [{ k: 1, v: 1 }, { k: 2, v: 2 }, { k: 3 }], m: [[1, 2], [3]] },
];

/** One update statement as a command. */
export const update = (q: Document, u: Document | Document[], more: Document = {}): Document => ({
  update: 'parity',
  updates: [{ q, u, ...more }],
});
