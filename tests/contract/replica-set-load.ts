import fc from 'fast-check';
import type { Db } from 'mongodb';
import { ServerInput } from '../../shared/model/server.ts';
import { windowAt } from '../../shared/model/window.arbitrary.ts';
import type { Window } from '../../shared/model/window.ts';
import { createServer, recordPulls } from '../../shared/store/servers.ts';
import { putWindows } from '../../shared/store/windows.ts';

const MINUTE = 60_000;
const FIRST_MS = 1_700_000_040_000;
const WINDOWS_PER_PULL = 10;

/** Four writers that store and note pulls one after the other, as fetch does: windows first, then the row. */
export interface Load {
  readonly acknowledgedPulls: number;
  /** Calls that failed; each was made again, as the next round does. */
  readonly failures: readonly string[];
  /** Longest time from one acknowledged pull to the next, of all writers together. */
  readonly longestPauseMs: number;
  /** Ends the writers. @returns what was acknowledged of each server, and how often its row may have been written. */
  stop(): Promise<readonly Acknowledged[]>;
}

/** What one writer was told is stored. */
export interface Acknowledged {
  readonly serverId: string;
  readonly windows: readonly Window[];
  /** The row's `rollupRevision` counts pulls: exactly those acknowledged, and at most those whose answer was lost. */
  readonly pulls: number;
  readonly lostAnswers: number;
}

const shapes = fc.sample(windowAt(FIRST_MS), { numRuns: 50, seed: 11 });

/** A window of the minute `index`; the same index gives the same window. */
function windowOf(index: number): Window {
  const shape = shapes[index % shapes.length];
  if (!shape) throw new RangeError('no shapes');
  const byMs = index * MINUTE;
  const peaks = Object.fromEntries(
    Object.entries(shape.peaks).map(([resource, peak]) => [resource, { ...peak, atMs: peak.atMs + byMs }]),
  );
  return { ...shape, startMs: shape.startMs + byMs, peaks };
}

/** Starts the writers, on servers of their own whose ids begin with `prefix`. */
export async function startLoad(db: Db, prefix: string): Promise<Load> {
  const failures: string[] = [];
  let acknowledgedPulls = 0;
  let longestPauseMs = 0;
  let running = true;
  let lastMs = performance.now();
  const writer = async (serverId: string): Promise<Acknowledged> => {
    const windows: Window[] = [];
    let pulls = 0;
    let lostAnswers = 0;
    for (let storing = running; storing; storing = running) {
      const batch = Array.from({ length: WINDOWS_PER_PULL }, (_, i) => windowOf(windows.length + i));
      try {
        await putWindows(db, '1m', [{ serverId, windows: batch }], Date.now());
        windows.push(...batch);
        try {
          await recordPulls(db, [pullOf(serverId, windows.length)]);
          pulls += 1;
        } catch (error) {
          lostAnswers += 1;
          throw error;
        }
        acknowledgedPulls += 1;
        longestPauseMs = Math.max(longestPauseMs, performance.now() - lastMs);
        lastMs = performance.now();
      } catch (error) {
        failures.push(String(error));
      }
    }
    return { serverId, windows, pulls, lostAnswers };
  };
  const ids = [1, 2, 3, 4].map((n) => `${prefix}${n}`);
  for (const id of ids) await createServer(db, id, ServerInput.parse({ name: id, address: `${id}:1` }), 1);
  const writers = ids.map(writer);
  return {
    get acknowledgedPulls() {
      return acknowledgedPulls;
    },
    get longestPauseMs() {
      return longestPauseMs;
    },
    failures,
    async stop() {
      running = false;
      return Promise.all(writers);
    },
  };
}

function pullOf(serverId: string, windows: number) {
  return {
    id: serverId,
    address: `${serverId}:1`,
    result: { lastAttemptMs: Date.now(), lastError: null, cursor: `00000000000000aa:${windows}` },
    done: true,
    storedFromMs: FIRST_MS,
    lateFromMs: null,
  };
}
