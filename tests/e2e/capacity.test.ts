import { hostname } from 'node:os';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { CapacityAnswer, ServersAnswer } from '../../shared/model/api.ts';
import { startSystem, type System, until } from '../support/system.ts';
import { cpuSeconds, workerPool } from '../support/workers.ts';

/** How many workers run, step by step, and for how long. */
const STEPS = [1, 4, 2, 6, 3, 5, 1, 6];
const STEP_MS = 15_000;
const DUTY_CORES = 0.1;
const BALLAST_MEGABYTES = 24;

jest.setTimeout(STEPS.length * STEP_MS + 120_000);

let system: System;
const pool = workerPool('capacity_worker.py', { dutyCores: DUTY_CORES, ballastMegabytes: BALLAST_MEGABYTES });
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await pool.close();
  await system.close();
});

test('the CPU of one more worker is found inside its interval, and its own memory', async () => {
  // The first start is over, so that its own work does not stand in the measurement.
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const fromMs = Math.ceil(Date.now() / 5_000) * 5_000;
  let used = 0;
  let workerSeconds = 0;
  for (const count of STEPS) {
    await pool.scaleTo(count);
    const before = new Map(pool.pids().map((pid) => [pid, cpuSeconds(pid) ?? 0]));
    const startedMs = Date.now();
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    for (const [pid, cpu] of before) used += (cpuSeconds(pid) ?? cpu) - cpu;
    workerSeconds += (count * (Date.now() - startedMs)) / 1000;
  }
  const toMs = Math.floor(Date.now() / 5_000) * 5_000;
  const trueCores = used / workerSeconds;
  const { servers } = (await system.api('/api/servers')) as ServersAnswer;
  const id = servers.find((server) => server.name === hostname())?.id ?? '';
  const report = await until('the last window of the experiment', async () => {
    const answer = (await system.api(`/api/servers/${id}/capacity?from=${fromMs}&to=${toMs}`)) as CapacityAnswer;
    const last = answer.report.points.at(-1);
    return last && last.startMs + last.lengthMs >= toMs - 5_000 && answer.report;
  });
  const group = report.groups.find((g) => g.name === pool.group);
  expect(report.method).toBe('constant_base');
  const cpu = group?.costs.cpu;
  const memory = group?.costs.memory;
  console.log(
    [
      `${pool.interpreter}: true ${trueCores.toFixed(4)} core a worker, ${BALLAST_MEGABYTES} MiB of ballast`,
      `${report.pointsUsed} windows used, ${report.pointsLeftOut} left out`,
      cpu?.sentence.en,
      memory?.sentence.en,
    ].join('\n'),
  );
  if (cpu?.state !== 'known') throw new Error(`the CPU cost is not known: ${cpu?.sentence.en ?? 'no group'}`);
  expect(cpu.provisional).toBe(true);
  expect(cpu.low).toBeLessThanOrEqual(trueCores);
  expect(cpu.high).toBeGreaterThanOrEqual(trueCores);
  expect(cpu.direct).toBeCloseTo(trueCores, 1);
  // The master's own memory moves too much in two minutes for the fit; what the workers themselves hold is known.
  const ownMegabytes = (memory?.direct ?? 0) / 2 ** 20;
  expect(ownMegabytes).toBeGreaterThan(BALLAST_MEGABYTES);
  expect(ownMegabytes).toBeLessThan(BALLAST_MEGABYTES + 30);
});
