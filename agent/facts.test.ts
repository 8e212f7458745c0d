import { readFileSync } from 'node:fs';
import os from 'node:os';
import { expect, test } from '@jest/globals';
import { AgentFacts } from '../shared/model/wire.ts';
import { FactsKeeper, factsFromNode } from './facts.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { AGENT_VERSION } from './version.ts';

const T = 1_800_000_000_000;

test('facts are there at once, and better ones after the start', async () => {
  const keeper = new FactsKeeper(true, new FakeClock(T), () => undefined);
  expect(AgentFacts.parse(keeper.current)).toMatchObject({
    hostName: os.hostname(),
    simulated: true,
    agentVersion: AGENT_VERSION,
  });
  await keeper.start();
  keeper.stop();
  const facts = AgentFacts.parse(keeper.current);
  expect(facts).toMatchObject({ hostName: os.hostname(), simulated: true });
  expect(facts.platform).not.toBe('');
});

test('programs that hang are not waited for', async () => {
  const clock = new FakeClock(T);
  const lines: string[] = [];
  const keeper = new FactsKeeper(
    false,
    clock,
    (line) => lines.push(line),
    () => new Promise(() => undefined),
  );
  const started = keeper.start();
  await clock.pass(10_000);
  await started;
  keeper.stop();
  expect(lines).toEqual([expect.stringContaining('no answer within 10 s')]);
  expect(keeper.current).toEqual(factsFromNode(false, T));
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(AGENT_VERSION).toBe(version);
});
