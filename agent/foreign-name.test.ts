import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ForeignName } from '../shared/model/sample.ts';
import { foreignName } from './foreign-name.ts';

test('any text becomes a name that the model takes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('__proto__')), (text) => {
      expect(ForeignName.safeParse(foreignName(text)).error).toBeUndefined();
    }),
  );
});

test('a good name stays as it is', () => {
  expect(foreignName('scrapy:新闻')).toBe('scrapy:新闻');
});

test('a long one is not cut in the middle of a character', () => {
  expect(foreignName(`${'a'.repeat(119)}😀`)).toBe('a'.repeat(119));
});
