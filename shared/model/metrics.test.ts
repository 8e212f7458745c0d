import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromQuanta, metricNames, metrics, toQuanta } from './metrics.ts';

const SUFFIX = {
  ratio: '_ratio',
  bytes: '_bytes',
  bytes_per_second: '_bytes_per_second',
  cores: '_cores',
  count: '_count',
  load: '1',
};

test.each(metricNames)('%s carries its unit in its name', (name) => {
  expect(name.endsWith(SUFFIX[metrics[name].unit])).toBe(true);
});

test.each(metricNames)('%s has help in both languages and a source', (name) => {
  const { help, source } = metrics[name];
  expect(help.en).toMatch(/\.$/);
  expect(help.zh).toMatch(/。$/);
  expect(source).not.toBe('');
});

test('quanta survive the way to base units and back', () => {
  fc.assert(
    fc.property(fc.constantFrom(...metricNames), fc.nat(), (name, quanta) => {
      expect(toQuanta(name, fromQuanta(name, quanta))).toBe(quanta);
    }),
  );
});

test('a quantum of a thousandth reads as written', () => {
  expect(fromQuanta('cpu_busy_ratio', 3)).toBe(0.003);
});
