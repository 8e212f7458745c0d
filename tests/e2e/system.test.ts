import { hostname } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type {
  AlertsAnswer,
  LatestAnswer,
  PeaksAnswer,
  ServerAnswer,
  ServersAnswer,
  WindowsAnswer,
} from '../../shared/model/api.ts';
import { database, closeConnections } from '../../shared/store/connection.ts';
import { readWindows } from '../../shared/store/windows.ts';
import { startSystem, type System, until } from '../support/system.ts';
import { workerPool } from '../support/workers.ts';

jest.setTimeout(120_000);

let system: System;
let startedMs: number;
beforeAll(async () => {
  startedMs = Date.now();
  system = await startSystem();
});
afterAll(async () => {
  await closeConnections();
  await system.close();
});

const thisServer = async () => {
  const { servers } = (await system.api('/api/servers')) as ServersAnswer;
  const own = servers.find((server) => server.name === hostname());
  if (!own) throw new Error('this machine is not registered');
  return own;
};
const lastMinutes = (minutes: number) => `from=${Date.now() - minutes * 60_000}&to=${Date.now() + 1}`;

describe('a fresh system', () => {
  test('shows real data of this machine within 15 s of its start', async () => {
    const shown = await until('data of this machine', async () => {
      const { servers } = (await system.api('/api/latest')) as LatestAnswer;
      return servers.find((s) => s.server.name === hostname() && (s.open ?? s.closed)?.host.cpu_busy_ratio);
    });
    expect(Date.now() - startedMs).toBeLessThan(15_000);
    expect(shown.server).toMatchObject({ status: 'up', facts: { simulated: false, hostName: hostname() } });
  });

  test('gives programs a sign of life and people the page, at one address', async () => {
    const asProgram = await fetch(system.page, { headers: { accept: 'application/json' } });
    expect(await asProgram.json()).toEqual({ status: 'success', message: 'Peakwatch is running' });
    const asBrowser = await fetch(system.page, { headers: { accept: 'text/html,*/*;q=0.8' } });
    const page = await asBrowser.text();
    expect(page).toContain('<title>');
    const script = /src="\.?(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    expect((await fetch(new URL(script, system.page))).headers.get('content-type')).toContain('javascript');
  });
});

describe('the registry', () => {
  const request = (method: string, path: string, body?: string, type = 'application/json') =>
    fetch(new URL(path, system.page), {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
    });
  const server = (different: object) => JSON.stringify({ name: 'elsewhere', address: '127.0.0.1:9', ...different });

  test('creates, reads, changes and deletes a server, and says whether its agent was reached', async () => {
    const created = await request('POST', '/api/servers', server({ tags: ['eu'] }));
    expect(created.status).toBe(201);
    const answer = (await created.json()) as ServerAnswer;
    expect(answer.agent).toMatchObject({
      reached: false,
      error: expect.stringContaining('127.0.0.1:9 was not reached'),
    });
    const path = `/api/servers/${answer.server.id}`;
    expect((await request('POST', '/api/servers', server({}))).status).toBe(409);
    const changed = (await (
      await request('PATCH', path, '{"description":"moved","enabled":false}')
    ).json()) as ServerAnswer;
    expect(changed.server).toMatchObject({ description: 'moved', status: 'disabled', tags: ['eu'] });
    expect(((await system.api(path)) as ServerAnswer).server.description).toBe('moved');
    expect((await request('DELETE', path)).status).toBe(200);
    expect((await request('GET', path)).status).toBe(404);
    expect((await request('DELETE', path)).status).toBe(404);
  });

  test('names every problem of bad input by field and changes nothing', async () => {
    const bad = await request(
      'POST',
      '/api/servers',
      server({ name: '', address: 'x y', cadence: 'often', colour: 'red' }),
    );
    expect(bad.status).toBe(400);
    const { fields } = (await bad.json()) as { fields: { field: string }[] };
    expect(fields.map((f) => f.field).sort()).toEqual(['address', 'cadence', 'colour', 'name']);
    expect(((await system.api('/api/servers')) as ServersAnswer).total).toBe(1);
  });

  test.each([
    ['a body of another type', 415, 'text/plain', '{}'],
    ['a body that is no JSON', 400, 'application/json', '{'],
    ['a body over 64 KB', 413, 'application/json', JSON.stringify({ name: 'x'.repeat(65_536) })],
  ])('refuses %s with %d', async (_what, status, type, body) => {
    expect((await request('POST', '/api/servers', body, type)).status).toBe(status);
  });

  test('says in words when nothing is there', async () => {
    expect((await request('GET', '/api/servers/none/windows')).status).toBe(404);
    expect((await request('GET', '/api/nothing')).status).toBe(404);
    expect((await request('PUT', '/api/servers', '{}')).status).toBe(405);
  });
});

describe('a peak', () => {
  const pool = workerPool('peak_worker.py', { dutyCores: 1 });
  afterAll(() => pool.close());

  test('of three seconds is found in the store and in the answer, with the python processes of that second', async () => {
    const { id } = await thisServer();
    const beginMs = Date.now();
    await pool.scaleTo(3);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await pool.scaleTo(0);
    const endMs = Date.now();
    const ours = (atMs: number) => atMs >= beginMs - 1_000 && atMs <= endMs + 1_000;

    const peak = await until('the peak in the answer', async () => {
      const { peaks } = (await system.api(`/api/servers/${id}/peaks?resource=cpu&${lastMinutes(5)}`)) as PeaksAnswer;
      return peaks.find((p) => ours(p.atMs) && p.groups.some((g) => g.name === pool.group && g.count === 3));
    });
    expect(peak.value).toBeGreaterThan(0.5);
    const group = peak.groups.find((g) => g.name === pool.group);
    // The first second in which the machine was full: the workers may still have been starting.
    expect(group?.cpuCores).toBeGreaterThan(0.1);
    expect(peak.top.length).toBeGreaterThan(0);

    const stored = await readWindows(database(system.mongodb), '1m', id, peak.windowStartMs, peak.windowStartMs + 1);
    expect(stored[0]?.peaks.cpu?.groups[pool.group]?.count).toBe(3);
    const { windows } = (await system.api(`/api/servers/${id}/windows?${lastMinutes(5)}`)) as WindowsAnswer;
    expect(windows.find((w) => w.startMs === peak.windowStartMs)?.peaks.cpu?.value).toBe(peak.value);
  });
});

describe('an alert', () => {
  const pool = workerPool('busy_worker.py', { dutyCores: 1 });
  afterAll(() => pool.close());
  const mails = async (begin: string) => {
    const response = await fetch(new URL('/api/mails', system.inbox));
    const { mails: all } = (await response.json()) as { mails: { subject: string; text: string; to: unknown }[] };
    return all.filter(({ subject }) => subject.startsWith(begin) && subject.includes('busy crawlers'));
  };

  test('is mailed when a threshold is crossed and again on recovery, each once', async () => {
    const rule = {
      kind: 'threshold',
      name: 'busy crawlers',
      enabled: true,
      severity: 'critical',
      recipients: [],
      // Of the crawlers themselves, so that what else runs on this machine decides nothing.
      metric: 'group_cpu_cores',
      subject: pool.group,
      statistic: 'mean',
      threshold: 0.3,
      clearThreshold: 0.1,
      forMs: 0,
    };
    await system.api('/api/rules/busy-crawlers', { method: 'PUT', body: rule });
    await pool.scaleTo(4);
    await until('the mail of the breach', async () => (await mails('Critical:')).length > 0);
    await until('what ran at the worst second', async () => {
      const { alerts } = (await system.api('/api/alerts?phase=firing&ruleId=busy-crawlers')) as AlertsAnswer;
      expect(alerts).toMatchObject([{ serverName: hostname(), subject: pool.group }]);
      return alerts[0]?.peak?.groups.some(({ name, count }) => name === pool.group && count === 4);
    });
    await pool.scaleTo(0);
    await until('the mail of the recovery', async () => (await mails('Recovered')).length > 0);
    await system.invoke('check', {});
    await system.invoke('notify', {});
    await until(
      'a quiet round',
      async () =>
        ((await system.api('/api/alerts?phase=firing&ruleId=busy-crawlers')) as AlertsAnswer).alerts.length === 0,
    );
    const all = [...(await mails('Critical:')), ...(await mails('Recovered'))];
    expect(all).toHaveLength(2);
    await system.api('/api/rules/busy-crawlers', { method: 'DELETE' });
  });
});

describe('an agent that is killed', () => {
  test('comes back with its cursor, and no closed window is lost', async () => {
    const { id } = await thisServer();
    const from = Date.now() - 60_000;
    const starts = async () =>
      ((await system.api(`/api/servers/${id}/windows?from=${from}&to=${Date.now() + 1}`)) as WindowsAnswer).windows.map(
        (w) => w.startMs,
      );
    const epoch = async () =>
      ((await (await fetch(new URL('/v1/windows', system.agent))).json()) as { cursor: string }).cursor.split(':')[0];
    const before = { starts: await starts(), epoch: await epoch() };
    process.kill(system.pids['agent'] ?? 0, 'SIGKILL');
    const after = await until('windows after the restart', async () => {
      const now = await starts();
      return now.length > before.starts.length + 1 && now;
    });
    expect(after).toEqual(expect.arrayContaining(before.starts));
    expect(await epoch()).toBe(before.epoch);
  });
});

describe('the end', () => {
  test('a second start beside the first is refused in words', async () => {
    await expect(startSystem({}, system.dataDir)).rejects.toThrow(/Use that one, end it first/);
  });

  test('SIGTERM ends everything, and the next start finds the data of the first', async () => {
    const { id } = await thisServer();
    const from = Date.now() - 600_000;
    const windowsOf = async () =>
      ((await system.api(`/api/servers/${id}/windows?from=${from}&to=${Date.now()}`)) as WindowsAnswer).windows.map(
        (w) => w.startMs,
      );
    const before = await windowsOf();
    await closeConnections();
    expect(await system.stop()).toBe(0);
    expect(existsSync(join(system.dataDir, 'addresses.json'))).toBe(false);
    for (const pid of Object.values(system.pids)) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await expect(fetch(system.page)).rejects.toThrow();
    system = await startSystem({}, system.dataDir);
    expect(await windowsOf()).toEqual(expect.arrayContaining(before));
  });
});
