import type { Server, ServerInput } from '../../shared/model/server.ts';
import { type Window, windowStartMs } from '../../shared/model/window.ts';
import { type FakeCentre, fakeCentre } from './fake-centre.ts';
import type { FakeServer } from './fake-fleet.ts';
import { type FakePlanning, fakePlanning } from './fake-planning.ts';
import { fakeWindow, WINDOW_MS } from './fake-windows.ts';

/** A registered server and how it behaves. */
export interface FakeRow {
  server: Server;
  readonly made: FakeServer;
  /** Its record begins here. */
  readonly fromMs: number;
}

export interface Registry {
  rows: FakeRow[];
  readonly centre: FakeCentre;
  readonly planning: FakePlanning;
  readonly startedMs: number;
  readonly add: (input: ServerInput, nowMs: number) => FakeRow;
}

/** A registry in memory, with the made-up servers in it. */
export function fakeRegistry(fleet: readonly FakeServer[], nowMs: number): Registry {
  const registry: Registry = {
    startedMs: nowMs,
    centre: fakeCentre(nowMs),
    planning: fakePlanning(nowMs),
    rows: fleet.map((made, i) => rowOf(made, `fake${i}`, nowMs)),
    add(input, addedMs) {
      const status = input.address.includes('192.0.2.') ? ('unreachable' as const) : ('up' as const);
      const behaviour = { cores: 4, memoryBytes: 8 * 1024 ** 3, groups: [], otherCores: 0.2, historyMs: 0 };
      const made = { ...behaviour, row: { ...input, status, lastError: null } };
      const row = rowOf(made, `added${registry.rows.length}`, addedMs);
      row.server = { ...row.server, ...input };
      registry.rows.push(row);
      return row;
    },
  };
  return registry;
}

function rowOf(made: FakeServer, id: string, nowMs: number): FakeRow {
  const contactMs = nowMs - (made.silentForMs ?? 0);
  const reached = made.row.status === 'up' || made.historyMs > 0;
  const renewsMs = made.renewsInDays === undefined ? null : nowMs + made.renewsInDays * 86_400_000;
  const server: Server = {
    id,
    monthlyPrice: null,
    pinned: false,
    ...made.row,
    tags: [...made.row.tags],
    enabled: made.row.status !== 'disabled',
    cadence: 'rate(1 minute)',
    renewsOn: renewsMs === null ? null : new Date(renewsMs).toISOString().slice(0, 10),
    createdMs: nowMs - (made.historyMs === 0 && reached ? 8_000 : 40 * 86_400_000),
    updatedMs: nowMs - 86_400_000,
    lastAttemptMs: nowMs,
    lastContactMs: reached ? contactMs : null,
    roundTripMs: reached ? 12.4 : null,
    clockSkewMs: reached ? 8 : null,
    facts: reached
      ? {
          agentVersion: '0.1.0',
          hostName: made.row.name.split('-').slice(0, 2).join('-'),
          platform: made.simulated ? 'darwin arm64' : 'Debian GNU/Linux 13',
          kernel: '6.12.48',
          cpuModel: 'AMD EPYC 7543P',
          cores: made.cores,
          memoryBytes: made.memoryBytes,
          bootMs: nowMs - 17 * 86_400_000,
          simulated: made.simulated ?? false,
        }
      : null,
  };
  return { server, made, fromMs: nowMs - made.historyMs };
}

/** Closed windows that start in `[fromMs, toMs)`, oldest first. */
export function closedWindows(
  { made, fromMs: bornMs }: FakeRow,
  fromMs: number,
  toMs: number,
  nowMs: number,
): Window[] {
  const endMs = Math.min(toMs, windowStartMs(nowMs - (made.silentForMs ?? 0), WINDOW_MS));
  const windows: Window[] = [];
  for (let at = windowStartMs(Math.max(fromMs, bornMs) + WINDOW_MS - 1, WINDOW_MS); at < endMs; at += WINDOW_MS) {
    const window = fakeWindow(made, at);
    if (window) windows.push(window);
  }
  return windows;
}

/** The window that is not closed yet; null for a server that does not answer. */
export function openWindow({ server, made }: FakeRow, nowMs: number): Window | null {
  if (server.status !== 'up') return null;
  server.lastContactMs = nowMs;
  const startMs = windowStartMs(nowMs, WINDOW_MS);
  return fakeWindow(made, startMs, Math.min(59, Math.max(1, Math.floor((nowMs - startMs) / 1000))));
}
