import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../listen.ts';
import { Clock } from './clock.ts';
import type { Slot } from './due.ts';
import { SchedulerError } from './error.ts';
import { BACKOFF_MS, fire, lambdaInvoke } from './fire.ts';
import { answer } from './routes.ts';
import { ScheduleStore } from './schedule-store.ts';

/** The service takes 256 KB as Input; the rest of a request is small. */
const MAX_BODY_BYTES = 300 * 1024;

export interface SchedulerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where functions are invoked, as in AWS_ENDPOINT_URL_LAMBDA. */
  readonly lambdaEndpoint: string;
  /** JSON file that keeps the schedules. */
  readonly file: string;
  /** Schedule groups that exist from the start; `default` always does. */
  readonly groups?: readonly string[];
  /** How many times faster than real time rates run; 12 fires rate(1 minute) every 5 s. */
  readonly speed?: number;
  /** Takes requests but fires nothing until `resume` is called. */
  readonly paused?: boolean;
  /** Pauses between attempts to invoke, in milliseconds. */
  readonly backoffMs?: readonly number[];
  readonly log: (message: string) => void;
}

export interface RunningScheduler {
  /** For AWS_ENDPOINT_URL_SCHEDULER. */
  readonly url: string;
  /** Begins to fire; every schedule that is due fires at once. */
  resume(): void;
  close(): Promise<void>;
}

/**
 * Starts an endpoint that speaks the EventBridge Scheduler REST API and invokes the targets of its schedules.
 * @throws Error EADDRINUSE when the port is taken; in words when the file is damaged.
 */
export async function startScheduler(options: SchedulerOptions): Promise<RunningScheduler> {
  const { speed = 1, backoffMs = BACKOFF_MS, log } = options;
  const store = new ScheduleStore(options.file, options.groups ?? [], Date.now());
  const lambda = lambdaInvoke(options.lambdaEndpoint);
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let firing = options.paused !== true;
  const fireSlot = (slot: Slot): void => {
    const done = fire(slot, lambda.invoke, log, stopping.signal, backoffMs).finally(() => underWay.delete(done));
    underWay.add(done);
  };
  const clock = new Clock(store, fireSlot, speed, () => Date.now());
  const server = createServer((request, response) => {
    void handle(request, response, store, log).then(() => {
      if (firing) clock.wake();
    });
  });
  const port = await listen(server, options.port, options.host);
  if (firing) clock.wake();
  return {
    url: `http://${options.host}:${port}`,
    resume() {
      firing = true;
      clock.wake();
    },
    async close() {
      clock.stop();
      stopping.abort();
      await Promise.all(underWay);
      lambda.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  store: ScheduleStore,
  log: (message: string) => void,
): Promise<void> {
  try {
    // Browsers name their page; without this any web page could plant a schedule here.
    if (request.headers.origin !== undefined) {
      throw new SchedulerError('AccessDeniedException', 'Web pages may not use the local Scheduler endpoint.');
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const body = await readBody(request);
    const result = answer(
      { method: request.method ?? '', path: pathname, query: searchParams, body },
      store,
      Date.now(),
    );
    send(response, 200, result);
  } catch (error) {
    if (error instanceof SchedulerError) {
      response.setHeader('x-amzn-errortype', error.code);
      send(response, error.status, { Message: error.message });
    } else {
      log(`scheduler: ${String(error)}`);
      response.setHeader('x-amzn-errortype', 'InternalServerException');
      send(response, 500, { Message: 'internal error' });
    }
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new SchedulerError('ValidationException', 'The request is too large.');
    chunks.push(chunk);
  }
  if (bytes === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new SchedulerError('ValidationException', 'The body is no JSON.', { cause });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
