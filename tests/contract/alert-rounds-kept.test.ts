import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { AlertAnswer } from '../../shared/model/api.ts';
import { type AlertStages, startAlertStages } from '../support/alert-stages.ts';
import { closeServer, listenOnLoopback } from '../support/http.ts';
import { MINUTE_MS, minuteOf, type ScriptedAgent, startScriptedAgent } from '../support/scripted-agent.ts';

const QUIET = 0.1;
const BUSY = 0.97;

let stages: AlertStages;
let agent: ScriptedAgent;
let nowMs = 0;
let beats = 0;
const elsewhere = createServer((_request, response) => {
  beats += 1;
  response.end();
});

beforeAll(async () => {
  const url = await listenOnLoopback(elsewhere);
  stages = await startAlertStages('kept', { HEARTBEAT_URL: `${url}/beat` });
}, 60_000);
afterAll(async () => {
  await stages.close();
  await closeServer(elsewhere);
});
beforeEach(async () => {
  nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
  // The stages' own lines are not part of the report.
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await stages.clear();
  agent = await startScriptedAgent();
  await stages.server('web-1', agent.address);
  await minutes(3, QUIET);
});
afterEach(() => agent.end());

async function minutes(count: number, cpu: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    agent.close(nowMs, cpu);
    nowMs += MINUTE_MS;
    await stages.minute();
  }
}

async function onlyAlert() {
  const [alert, ...others] = await stages.alerts();
  if (!alert || others.length > 0) throw new Error(`there are ${others.length + (alert ? 1 : 0)} alerts`);
  return alert;
}

test.each([
  ['peak', 0.97, 3],
  ['mean', 0.97, 57],
])(
  'a rule on the %s fires within the open minute, and the closed one changes nothing',
  async (statistic, cpu, after) => {
    await stages.rule('busy', { statistic });
    const startMs = nowMs;
    const pullAt = async (seconds: number) => {
      agent.open = minuteOf(startMs, cpu, seconds);
      nowMs = startMs + seconds * 1000;
      await stages.minute();
    };
    if (statistic === 'mean') {
      await pullAt(30);
      expect(await stages.alerts()).toEqual([]);
    }
    await pullAt(after);
    const early = await onlyAlert();
    expect(early).toMatchObject({ phase: 'firing', startsMs: startMs, newestSampleMs: nowMs, past: false });
    expect(stages.smtp.mails).toHaveLength(1);
    agent.open = null;
    nowMs = startMs;
    await minutes(1, cpu);
    const confirmed = await onlyAlert();
    expect(confirmed).toMatchObject({ id: early.id, phase: 'firing', newestSampleMs: early.newestSampleMs });
    await minutes(3, cpu);
    expect(stages.smtp.mails).toHaveLength(1);
    await minutes(2, QUIET);
    expect(await onlyAlert()).toMatchObject({ phase: 'resolved', endReason: 'recovered' });
    expect(stages.smtp.mails.map(({ subject }) => subject.split(':')[0])).toEqual([
      'Critical',
      expect.stringMatching(/^Recovered/),
    ]);
  },
);

test('an alert keeps the windows around its peak when they are gone', async () => {
  await stages.rule('busy');
  await minutes(2, BUSY);
  const { id, peak } = await onlyAlert();
  expect(peak).not.toBeNull();
  const read = async () => (await stages.api('GET', `/api/alerts/${encodeURIComponent(id)}`)) as AlertAnswer;
  await minutes(40, QUIET);
  const kept = await stages.db.collection('alert_windows').findOne({ _id: id as never });
  expect(kept?.['windows']).toHaveLength(34);
  const before = await read();
  await stages.db.collection('windows_1m').deleteMany({});
  const { windows, alert } = await read();
  expect(windows).toEqual(before.windows);
  expect(windows).toHaveLength(34);
  expect(
    windows.some(({ startMs }) => startMs <= (alert.peak?.atMs ?? 0) && startMs + MINUTE_MS > (alert.peak?.atMs ?? 0)),
  ).toBe(true);
  expect(windows.find(({ startMs }) => startMs === alert.startsMs)?.peaks.cpu?.groups).toMatchObject([
    { name: 'scrapy:news', count: 3 },
  ]);
  // The sweep does not copy once more what is no longer there.
  await minutes(2, QUIET);
  expect((await read()).windows).toHaveLength(34);
});

test('the heartbeat address is called after a good minute, and not while a stage fails', async () => {
  beats = 0;
  await minutes(2, QUIET);
  expect(beats).toBe(2);
  nowMs += 1000;
  await expect(stages.run('fetch', { serverIds: [] })).rejects.toThrow('unusable event');
  nowMs += 1000;
  await stages.run('check');
  expect(beats).toBe(2);
  nowMs += MINUTE_MS - 2000;
  await minutes(1, QUIET);
  expect(beats).toBe(3);
});
