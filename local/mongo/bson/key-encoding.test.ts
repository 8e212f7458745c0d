import { describe, expect, test } from '@jest/globals';
import { Binary, Int32, ObjectId } from 'bson';
import fc from 'fast-check';
import { compareValues } from './compare.ts';
import { afterPrefix, encodeKey, KeyWriter } from './key-encoding.ts';
import type { Value } from './value.ts';

const int32s = fc.integer({ min: -0x80000000, max: 0x7fffffff }).map((n) => new Int32(n));
const int64s = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer().map((n) => 2n ** 53n + BigInt(n)),
);
const doubles = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, Infinity, -Infinity, 2 ** 53, 2 ** 63, -(2 ** 63)),
);
const numbers = fc.oneof(int32s, int64s, doubles);
const strings = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'a', 'a\0', 'a\0b', '\u{1f600}', '\uffee', 'ab'),
);
const scalars: fc.Arbitrary<Value> = fc.oneof(
  numbers,
  strings,
  fc.constant(null),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => new Binary(bytes)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
);
const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'c', ''), tie('value')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
})).value;

const sign = (n: number): number => Math.sign(n);

/** Exact order of numbers of any type, told another way: as fractions of whole numbers. */
function compareExactly(a: Value, b: Value): number {
  const parts = (v: Value): { whole: bigint; rest: number } | number => {
    const n = v instanceof Int32 ? v.value : (v as number | bigint);
    if (typeof n === 'bigint') return { whole: n, rest: 0 };
    return Number.isFinite(n) ? { whole: BigInt(Math.trunc(n)), rest: n - Math.trunc(n) } : n;
  };
  const [x, y] = [parts(a), parts(b)];
  const place = (p: typeof x): number => (typeof p === 'number' ? sign(p) : 0);
  if (typeof x === 'number' || typeof y === 'number') return place(x) - place(y);
  return x.whole === y.whole ? sign(x.rest - y.rest) : x.whole < y.whole ? -1 : 1;
}

describe('the order of encoded keys', () => {
  test('is the order of numbers across int32, int64 and double', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(sign(encodeKey(a).compare(encodeKey(b)))).toBe(sign(compareExactly(a, b)));
        expect(sign(compareValues(a, b))).toBe(sign(compareExactly(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  test('is the order of the UTF-8 bytes of strings', () => {
    fc.assert(
      fc.property(strings, strings, (a, b) => {
        const wanted = sign(Buffer.from(a).compare(Buffer.from(b)));
        expect(sign(encodeKey(a).compare(encodeKey(b)))).toBe(wanted);
        expect(sign(compareValues(a, b))).toBe(wanted);
      }),
    );
  });

  test('is the order of types in MongoDB', () => {
    const ordered: Value[] = [
      null,
      Number.NaN,
      -Infinity,
      -1,
      new Int32(0),
      1n,
      Infinity,
      '',
      'z',
      new Map(),
      new Map([['a', 1]]),
      [],
      [1],
      new Binary(Buffer.from([9])),
      new Binary(Buffer.from([0, 0])),
      new ObjectId('000000000000000000000001'),
      false,
      true,
      new Date(-1),
      new Date(0),
    ];
    const shuffled = ordered.toReversed();
    expect(shuffled.sort(compareValues)).toEqual(ordered);
  });

  test('compares arrays item by item, then by length', () => {
    fc.assert(
      fc.property(fc.array(scalars), fc.array(scalars), (a, b) => {
        let wanted = 0;
        for (let i = 0; wanted === 0 && i < Math.min(a.length, b.length); i += 1)
          wanted = sign(compareValues(a[i], b[i]));
        expect(sign(encodeKey(a).compare(encodeKey(b)))).toBe(wanted || sign(a.length - b.length));
      }),
    );
  });

  test('of several fields is that of the first that differs, turned round where descending', () => {
    const key = ([a, b]: [Value, Value]): Buffer => new KeyWriter().field(a, 1).field(b, -1).done();
    fc.assert(
      fc.property(fc.tuple(values, values), fc.tuple(values, values), (x, y) => {
        const wanted = sign(compareValues(x[0], y[0])) || -sign(compareValues(x[1], y[1]));
        expect(sign(key(x).compare(key(y)))).toBe(wanted + 0);
      }),
      { numRuns: 1000 },
    );
  });

  test('has no value that begins another, so afterPrefix ends exactly that value', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [x, y] = [encodeKey(a), encodeKey(b)];
        const inside = y.compare(x) >= 0 && y.compare(afterPrefix(x)) < 0;
        expect(inside).toBe(x.equals(y));
      }),
      { numRuns: 1000 },
    );
  });
});
