import { expect, test } from '@jest/globals';
import { Sample } from '../shared/model/sample.ts';
import { SampleTaker } from './sample-taker.ts';
import { createSimulation } from './simulate.ts';
import { FakeClock } from './testing/fake-clock.ts';

const DAY = 86_400_000;
const T = 20_000 * DAY;

test('a made-up day is what the model takes, breathes, and has crawlers that come and go', async () => {
  const taker = new SampleTaker([createSimulation()], new FakeClock(T), () => undefined);
  const samples: Sample[] = [];
  for (let atMs = T; atMs < T + DAY; atMs += 60_000) samples.push(Sample.parse(await taker.take(atMs)));
  const cpu = samples.map((sample) => sample.host.cpu_busy_ratio ?? 0);
  expect(Math.min(...cpu)).toBeLessThan(200);
  expect(Math.max(...cpu)).toBeGreaterThan(500);
  expect(new Set(samples.map((sample) => sample.groups['scrapy:news']?.count)).size).toBeGreaterThan(3);
  expect(samples.flatMap((sample) => sample.failed)).toEqual([]);
});

test('the same second is the same every time', async () => {
  const simulation = createSimulation();
  const tick = { atMs: T, monotonicMs: 5 };
  expect(await simulation.collect(tick)).toEqual(await createSimulation().collect({ ...tick, monotonicMs: 9 }));
});
