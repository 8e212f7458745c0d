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
