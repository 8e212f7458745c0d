import { Binary, Decimal128, Double, Long, ObjectId, type Document } from 'bson';
import fc from 'fast-check';

/** Few values of every type, so that random conditions meet random documents often. */
export const numbers: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  -1,
  0,
  1,
  2,
  3,
  2.5,
  new Double(1),
  new Double(2),
  new Double(-0),
  new Double(Number.NaN),
  new Double(Infinity),
  Long.fromNumber(2),
  Long.fromString('9007199254740993'),
  2147483647,
);
export const dates = fc.constantFrom(new Date(0), new Date(5), new Date(-5), new Date(1_700_000_123_456));
export const words = fc.constantFrom('', 'x', 'xy', 'y', 'Zoë', 'X.y', '$a', '1');

export const scalars: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 120, arbitrary: numbers },
  { weight: 64, arbitrary: words },
  { weight: 32, arbitrary: dates },
  { weight: 32, arbitrary: fc.constant(null) },
  { weight: 32, arbitrary: fc.boolean() },
  {
    weight: 24,
    arbitrary: fc.constantFrom(
      new Binary(Buffer.from([1])),
      new Binary(Buffer.from([1, 2])),
      new Binary(Buffer.of(0, 9), 128),
    ),
  },
  { weight: 16, arbitrary: fc.constantFrom(1, 2).map((n) => new ObjectId(String(n).padStart(24, '0'))) },
  // The embedded server stores these and refuses to compare them.
  { weight: 1, arbitrary: fc.constant(Decimal128.fromString('1.5')) },
);

const nested = fc.record({ b: scalars, c: scalars }, { requiredKeys: [], noNullPrototype: true });

/** Any value: mostly plain, else a list, a document, or these in each other. */
export const values: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: scalars },
  { weight: 4, arbitrary: fc.array(scalars, { maxLength: 4 }) },
  { weight: 2, arbitrary: fc.array(nested, { maxLength: 3 }) },
  { weight: 2, arbitrary: nested },
  {
    weight: 2,
    arbitrary: fc.record(
      { c: fc.oneof(scalars, fc.array(scalars, { maxLength: 3 }), nested), b: fc.array(nested, { maxLength: 2 }) },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  { weight: 1, arbitrary: fc.array(fc.array(scalars, { maxLength: 2 }), { maxLength: 2 }) },
);

const fields = fc.record(
  {
    a: values,
    b: values,
    c: scalars,
    n: numbers,
    at: fc.option(dates),
    k: words,
    e: fc.boolean(),
    o: fc.record({ p: scalars, q: values }, { requiredKeys: [], noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** Ids that the documents of a case have: of windows, or whole numbers. */
export const ids = fc.constantFrom<unknown>(
  's:1',
  's:2',
  's:3',
  't:1',
  't:2',
  1,
  2,
  3,
  Long.fromNumber(3),
  new Double(2),
);

/** One document with an id. */
export const documents: fc.Arbitrary<Document> = fc.tuple(ids, fields).map(([_id, rest]) => ({ _id, ...rest }));

/** A path to where something may be. */
export const paths = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'n',
    'at',
    'k',
    'e',
    'o.p',
    'o.q',
    'a.b',
    'a.c',
    'b.c',
    'a.0',
    'a.1',
    'a.b.0',
    'a.0.b',
    'o',
    'd',
    'd.f',
  ],
);
/** The same without places in a list. */
export const fieldPaths = paths.filter((path) => !/\d/.test(path));
