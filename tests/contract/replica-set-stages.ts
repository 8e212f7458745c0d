import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import type { Window } from '../../shared/model/window.ts';
import type { WindowsReply } from '../../shared/model/wire.ts';

const MINUTE = 60_000;
const EPOCH = '00000000000000aa';
/** Lambda calls an asynchronous event that failed twice more, after a minute and after two; here without waiting long. */
const RETRIES = 2;
const RETRY_AFTER_MS = 1_000;

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The API of Lambda on loopback: runs handlers in this process, and again when they fail, as Lambda does. */
export interface Functions {
  readonly url: string;
  /** What failed, by function; also what succeeded at a later try. */
  readonly failures: readonly string[];
  invoke(name: string, event: object): Promise<void>;
  /** Waits until nothing runs any more, nor what that has invoked. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** @param handlers by function name; others are accepted and not run */
export async function startFunctions(handlers: () => Readonly<Record<string, Handler>>): Promise<Functions> {
  const failures: string[] = [];
  const running = new Set<Promise<void>>();
  const invoke = async (name: string, event: object): Promise<void> => {
    const handler = handlers()[name];
    for (let attempt = 0; handler && attempt <= RETRIES; attempt += 1) {
      try {
        await handler(event, { getRemainingTimeInMillis: () => 60_000 } as Context);
        return;
      } catch (error) {
        failures.push(`${name}: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
      }
    }
  };
  const track = (name: string, event: object): void => {
    const run = invoke(name, event).finally(() => running.delete(run));
    running.add(run);
  };
  const server = createServer((request, response) => {
    void readJson(request).then((event) => {
      track(/functions\/test-(\w+)\//.exec(request.url ?? '')?.[1] ?? '', event);
      response.writeHead(202).end();
    });
  });
  return {
    url: await listen(server),
    failures,
    invoke: (name, event) => {
      track(name, event);
      return Promise.resolve();
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    close: () => closeServer(server),
  };
}

/** An agent with a journal: each minute that is closed adds a window. */
export interface JournalAgent {
  readonly address: string;
  readonly windows: readonly Window[];
  /** Called when it is asked, before it answers. */
  onAsked: () => Promise<void>;
  /** @param busy whether the CPU was at 99 % in every second, or at 10 % */
  closeMinute(startMs: number, busy: boolean): void;
  close(): Promise<void>;
}

export async function startJournalAgent(): Promise<JournalAgent> {
  const windows: Window[] = [];
  const agent = {
    address: '',
    windows,
    onAsked: () => Promise.resolve(),
    closeMinute(startMs: number, busy: boolean) {
      windows.push(minuteOf(startMs, windows.length, busy ? 990 : 100));
    },
    close: () => closeServer(server),
  };
  const server = createServer((request, response) => {
    const after = Number(new URL(request.url ?? '/', 'http://agent').searchParams.get('after')?.split(':')[1] ?? 0);
    void agent.onAsked().then(() => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(replyOf(windows, after)));
    });
  });
  agent.address = new URL(await listen(server)).host;
  return agent;
}

function replyOf(windows: readonly Window[], after: number): WindowsReply {
  const facts = {
    agentVersion: '0',
    hostName: 'h',
    platform: 'linux',
    cores: 4,
    memoryBytes: 2 ** 30,
    simulated: true,
  };
  return {
    version: 1,
    nowMs: Date.now(),
    facts,
    windowMs: MINUTE,
    windows: windows.slice(after),
    cursor: `${EPOCH}:${windows.length}`,
    more: false,
    gap: false,
    open: null,
  };
}

function minuteOf(startMs: number, index: number, cpuBusy: number): Window {
  const steady = (quanta: number) => ({ samples: 60, sum: 60 * quanta, min: quanta, max: quanta });
  const host = { cpu_busy_ratio: steady(cpuBusy), process_count: steady(100 + index) };
  return { startMs, lengthMs: MINUTE, samples: 60, host, filesystems: {}, groups: {}, peaks: {} };
}

async function readJson(stream: AsyncIterable<Uint8Array>): Promise<object> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString()) as object;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  const closed = once(server, 'close');
  server.close();
  await closed;
}
