import { expect, test } from '@jest/globals';
import { BSON } from 'mongodb';
import { packCosts, unpackCosts } from './cost-codec.ts';

const group = {
  name: 'scrapy:news',
  presentCount: 12,
  means: { cpu: { cost: 0.25, low: 0.125, high: 0.375 }, memory: null },
  peaks: { cpu: null, memory: { cost: 148 * 2 ** 20, low: 139 * 2 ** 20, high: 157 * 2 ** 20 } },
};

test('costs come back as they were, and what is not known stays so', () => {
  expect(unpackCosts(packCosts(group))).toEqual(group);
});

test('a day of a group takes about a hundred bytes', () => {
  expect(BSON.calculateObjectSize(packCosts(group))).toBeLessThan(120);
});
