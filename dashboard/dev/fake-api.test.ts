import { expect, test } from '@jest/globals';
import type { FakeRequest } from './fake-answer.ts';
import { answer } from './fake-api.ts';
import { fakeFleet } from './fake-fleet.ts';
import { fakeRegistry } from './fake-registry.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 9, 30, 20);

function ask(path: string, method = 'GET', body?: unknown) {
  const registry = fakeRegistry(fakeFleet, NOW_MS);
  const request: FakeRequest = { method, url: new URL(path, 'http://x'), body, nowMs: NOW_MS };
  return answer(registry, request);
}

// Each answer goes through the real API's schema before it is given, so a status other than 200 or a throw says they differ.
test.each([
  '/api/latest',
  '/api/alerts',
  '/api/alerts?phase=firing',
  '/api/rules',
  '/api/status',
  '/api/silences',
  '/api/receivers',
  '/api/servers/fake0',
  '/api/servers/fake0/windows',
  `/api/servers/fake0/windows?from=${NOW_MS - 86_400_000}&to=${NOW_MS}`,
  '/api/servers/fake0/peaks?resource=memory&limit=3',
  '/api/servers/fake0/capacity',
  '/api/servers/fake3/windows',
  '/api/servers/fake6/headroom?memory=0.7&ground=usual',
  '/api/servers/fake6/fits',
  '/api/servers/fake3/fits',
  '/api/annotations?serverId=fake0',
])('%s answers in the shape of the real API', (path) => {
  expect(ask(path).status).toBe(200);
});

test('a day of minutes has a gap, peaks without processes, and an open window', () => {
  const { body } = ask(`/api/servers/fake0/windows?from=${NOW_MS - 86_400_000}&to=${NOW_MS}`);
  const { windows, open } = body as {
    windows: { startMs: number; peaks: { cpu?: { top: unknown[] } } }[];
    open: unknown;
  };
  const breaks = windows.filter((window, i) => i > 0 && window.startMs - (windows[i - 1]?.startMs ?? 0) > 60_000);
  expect(breaks.length).toBeGreaterThan(0);
  expect(windows[0]?.peaks.cpu?.top).toEqual([]);
  expect(open).not.toBeNull();
});

test('bad input is refused by field, a taken name as a conflict', () => {
  expect(ask('/api/servers', 'POST', { name: '', address: 'a b' })).toMatchObject({
    status: 400,
    body: { status: 'error', fields: [{ field: 'name' }, { field: 'address' }] },
  });
  expect(ask('/api/servers', 'POST', { name: 'crawl-01', address: 'h:1' }).status).toBe(409);
});

test('a new server says whether its agent was reached', () => {
  const created = (address: string) => ask('/api/servers', 'POST', { name: 'new', address }).body;
  expect(created('10.1.1.1:9464')).toMatchObject({ agent: { reached: true } });
  expect(created('192.0.2.4:9464')).toMatchObject({ agent: { reached: false } });
});

interface Page {
  readonly alerts: readonly { readonly id: string }[];
  readonly next: string;
}

test('alerts come page by page, and each can be opened and acknowledged', () => {
  const first = ask('/api/alerts?phase=resolved&limit=5').body as Page;
  const second = ask(`/api/alerts?phase=resolved&limit=5&before=${first.next}`).body as Page;
  expect(new Set([...first.alerts, ...second.alerts].map(({ id }) => id)).size).toBe(10);
  const id = encodeURIComponent(first.alerts[0]?.id ?? '');
  expect(ask(`/api/alerts/${id}`).status).toBe(200);
  expect(ask(`/api/alerts/${id}/acknowledge`, 'POST', { by: 'Ana' }).body).toMatchObject({
    alert: { acknowledged: { by: 'Ana', comment: '' } },
  });
  expect(ask(`/api/alerts/${id}/acknowledge`, 'POST', { by: '' }).body).toMatchObject({ fields: [{ field: 'by' }] });
});

test('what is worked out once a day is not there for a server of today', () => {
  expect(ask('/api/servers/fake3/headroom').status).toBe(409);
});

test('a plan is made of the real fits, and anew when its settings change', () => {
  const registry = fakeRegistry(fakeFleet.slice(-4), NOW_MS);
  const at = (nowMs: number, method = 'GET', path = '/api/plan', body?: unknown) =>
    answer(registry, { method, url: new URL(path, 'http://x'), body, nowMs });
  expect(at(NOW_MS).body).toMatchObject({ made: { madeMs: NOW_MS, servers: 4 } });
  const settings = { limits: { cpu: 0.5 }, rates: { EUR: 1 } };
  expect(at(NOW_MS, 'PUT', '/api/plan/settings', settings).status).toBe(200);
  const made = at(NOW_MS + 10_000).body as { made: { madeMs: number; settings: unknown } };
  expect(made.made).toMatchObject({ madeMs: NOW_MS + 10_000, settings });
  expect(at(NOW_MS, 'GET', '/api/capacity').status).toBe(200);
});

test('a moment is noted and taken back', () => {
  const registry = fakeRegistry(fakeFleet, NOW_MS);
  const at = (method: string, path: string, body?: unknown) =>
    answer(registry, { method, url: new URL(path, 'http://x'), body, nowMs: NOW_MS });
  const made = at('POST', '/api/annotations', { atMs: NOW_MS, text: 'deploy' }).body as { annotation: { id: string } };
  const count = () => (at('GET', '/api/annotations').body as { annotations: unknown[] }).annotations.length;
  const before = count();
  at('DELETE', `/api/annotations/${made.annotation.id}`);
  expect(count()).toBe(before - 1);
  expect(at('POST', '/api/annotations', { atMs: NOW_MS, text: '' }).body).toMatchObject({
    fields: [{ field: 'text' }],
  });
});
