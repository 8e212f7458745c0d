import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batches } from './batches.ts';

test('batches hold everything once, in order, none too large, sizes within one of each other', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (list, size) => {
      const parts = batches(list, size);
      const sizes = parts.map((part) => part.length);
      expect(parts.flat()).toEqual(list);
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(size);
      if (sizes.length > 0) expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});
