import { describe, expect, test } from '@jest/globals';
import { Binary, BSON, Double, Int32, Long, ObjectId, type Document } from 'bson';
import fc from 'fast-check';
import { CommandError } from '../errors.ts';
import { decodeDocument } from './decode.ts';
import { assertSound } from './elements.ts';
import { encodeDocument } from './encode.ts';

const leaf = fc.oneof(
  fc.string(),
  fc.integer().map((n) => new Int32(n | 0)),
  fc.double().map((n) => new Double(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => new Binary(bytes, 0)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
);
const name = fc.oneof(
  fc.stringMatching(/^[a-zé.$]{1,30}$/),
  fc.constantFrom('__proto__', 'constructor', '10', '2', ''),
);
const documents: fc.Arbitrary<Document> = fc.letrec<{ doc: Document; value: unknown }>((tie) => ({
  doc: fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('doc')),
})).doc;

describe('BSON', () => {
  test('comes out of decode and encode byte by byte as it went in', () => {
    fc.assert(
      fc.property(documents, (doc) => {
        const bytes = Buffer.from(BSON.serialize(doc));
        expect(() => {
          assertSound(bytes);
        }).not.toThrow();
        expect(encodeDocument(decodeDocument(bytes)).equals(bytes)).toBe(true);
      }),
    );
  });

  test('of which only some fields are asked for gives those', () => {
    const bytes = Buffer.from(BSON.serialize({ a: 1, b: { deep: 'x' }, c: 'y' }));
    expect([...decodeDocument(bytes, new Set(['c', 'a'])).keys()]).toEqual(['a', 'c']);
    expect(decodeDocument(bytes, new Set()).size).toBe(0);
  });

  test('that is broken gives a CommandError and nothing else', () => {
    fc.assert(
      fc.property(
        documents,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 5 }),
        (doc, changes) => {
          const bytes = Buffer.from(BSON.serialize(doc));
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          let sound = false;
          try {
            assertSound(bytes);
            sound = true;
          } catch (error) {
            expect(error).toBeInstanceOf(CommandError);
          }
          try {
            decodeDocument(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(CommandError);
            // What was found sound can be read.
            expect(sound).toBe(false);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('nested too deeply is refused before the stack ends', () => {
    let doc: Document = {};
    for (let i = 0; i < 500; i += 1) doc = { a: doc };
    const bytes = Buffer.from(BSON.serialize(doc));
    expect(() => {
      assertSound(bytes);
    }).toThrow(/depth/);
    expect(() => decodeDocument(bytes)).toThrow(/depth/);
  });
});
