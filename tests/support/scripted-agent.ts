import { createServer } from 'node:http';
import type { AgentFacts, WindowsReply } from '../../shared/model/wire.ts';
import type { Window } from '../../shared/model/window.ts';
import { closeServer, listenOnLoopback } from './http.ts';

export const MINUTE_MS = 60_000;
const EPOCH = '00000000000000aa';
const FACTS: AgentFacts = {
  agentVersion: '0',
  hostName: 'scripted',
  platform: 'linux',
  cores: 4,
  memoryBytes: 2 ** 33,
  simulated: true,
};

/** An agent whose minutes a test writes. Any number of servers may be registered at its address. */
export interface ScriptedAgent {
  readonly address: string;
  readonly windows: readonly Window[];
  /** The minute that is not closed yet. */
  open: Window | null;
  /** When it is not, whoever asks is hung up on. */
  reachable: boolean;
  /** When its answers were sent, by the machine's clock. */
  readonly answeredMs: readonly number[];
  /** Adds closed minutes: `cpu` is the share of all cores that was busy, in each second. */
  close(startMs: number, ...cpu: readonly number[]): void;
  end(): Promise<void>;
}

export async function startScriptedAgent(): Promise<ScriptedAgent> {
  const windows: Window[] = [];
  const answeredMs: number[] = [];
  const server = createServer((request, response) => {
    if (!agent.reachable) {
      request.socket.destroy();
      return;
    }
    const { searchParams } = new URL(request.url ?? '/', 'http://agent');
    const after = Number(searchParams.get('after')?.split(':')[1] ?? 0);
    const reply = replyOf(windows, agent.open, after, Number(searchParams.get('limit')));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    answeredMs.push(performance.timeOrigin + performance.now());
  });
  const agent: ScriptedAgent = {
    address: new URL(await listenOnLoopback(server)).host,
    windows,
    open: null,
    reachable: true,
    answeredMs,
    close(startMs, ...cpu) {
      windows.push(...cpu.map((busy, i) => minuteOf(startMs + i * MINUTE_MS, busy)));
    },
    end: () => closeServer(server),
  };
  return agent;
}

function replyOf(windows: readonly Window[], open: Window | null, after: number, limit: number): WindowsReply {
  const sent = windows.slice(after, after + limit);
  const cursor = after + sent.length;
  return {
    version: 1,
    nowMs: Date.now(),
    facts: FACTS,
    windowMs: MINUTE_MS,
    windows: sent,
    cursor: `${EPOCH}:${cursor}`,
    more: cursor < windows.length,
    gap: false,
    open,
  };
}

/** A minute of `seconds` seconds with the CPU at one share throughout, and what ran at its highest second. */
export function minuteOf(startMs: number, cpu: number, seconds = 60): Window {
  const steady = (quanta: number) => ({ samples: seconds, sum: seconds * quanta, min: quanta, max: quanta });
  const busy = Math.round(1000 * cpu);
  const group = { count: 3, cpuCores: 4 * busy, memoryBytes: 4_000 };
  const peak = {
    atMs: startMs + 1000 * Math.min(30, seconds - 1),
    value: busy,
    groups: { 'scrapy:news': group },
    top: [{ pid: 1000, name: 'python3', cpuCores: 2 * busy, memoryBytes: 1_500 }],
  };
  return {
    startMs,
    lengthMs: MINUTE_MS,
    samples: seconds,
    host: { cpu_busy_ratio: steady(busy), process_count: steady(100) },
    filesystems: {},
    groups: { 'scrapy:news': { count: steady(3), cpuCores: steady(4 * busy), memoryBytes: steady(4_000) } },
    peaks: { cpu: peak },
  };
}
