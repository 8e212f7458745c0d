import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { type Collection, MongoClient } from 'mongodb';
import { chanceFrom } from './broken-messages.ts';
import { sendBroken, type Sent } from './sender.ts';

const MESSAGES = Number(process.env['FUZZ_MESSAGES'] ?? 100_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const SENDERS = 16;
/** What the server may take more after all messages than after the first tenth. */
const GROWTH_MB = 40;

let folder: string;
let server: ChildProcess;
let uri: string;
let stderr = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peakwatch-fuzz-'));
  const main = fileURLToPath(new URL('../../main.ts', import.meta.url));
  const args = ['--max-old-space-size=128', '--import', 'tsx', main, '--port', '0', '--data', folder];
  server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  server.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-200_000);
  });
  if (server.stdout === null) throw new Error('no output');
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  uri = /mongodb:\S+/.exec(line)?.[0] ?? '';
});
afterEach(async () => {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

test(
  'broken messages neither end the server nor make it grow, and other clients notice nothing',
  async () => {
    const client = await MongoClient.connect(uri);
    const bystander = client.db('e').collection<{ _id: number }>('bystander');
    const stop = new AbortController();
    const stood = standBy(bystander, stop.signal);
    const residentMb = async () =>
      ((await client.db('admin').command({ serverStatus: 1 })) as unknown as { mem: { resident: number } }).mem
        .resident;

    const beganMs = performance.now();
    const first = await sendAll(MESSAGES / 10, SEED);
    const afterFirstMb = await residentMb();
    const rest = await sendAll((9 * MESSAGES) / 10, SEED + 1000);
    const afterAllMb = await residentMb();
    const seconds = (performance.now() - beganMs) / 1000;
    stop.abort();

    expect(await stood).toBeGreaterThan(1);
    expect(server.exitCode).toBeNull();
    expect(stderr).not.toContain('An error inside');
    expect(afterAllMb).toBeLessThan(afterFirstMb + GROWTH_MB);
    const status = (await client.db('admin').command({ serverStatus: 1 })) as unknown as {
      connections: { current: number };
    };
    expect(status.connections.current).toBeLessThan(SENDERS);
    await client.close();
    const all = [first, rest].reduce((a, b) => ({
      messages: a.messages + b.messages,
      answered: a.answered + b.answered,
      connections: a.connections + b.connections,
    }));
    process.stdout.write(
      `${all.messages} broken messages on ${all.connections} connections in ${seconds.toFixed(1)} s, ${all.answered} answered; ` +
        `server ${afterFirstMb} MB after a tenth, ${afterAllMb} MB after all\n`,
    );
    expect(all.messages).toBeGreaterThanOrEqual(MESSAGES);
    expect(all.answered).toBeGreaterThan(MESSAGES / 3);
  },
  30_000 + 4 * MESSAGES,
);

/** Another client at its work. @returns how often it was served. */
async function standBy(collection: Collection<{ _id: number }>, stop: AbortSignal): Promise<number> {
  let rounds = 0;
  for (; !stop.aborted; rounds += 1) {
    await collection.insertOne({ _id: rounds });
    expect(await collection.findOne({ _id: rounds })).toEqual({ _id: rounds });
    await delay(20);
  }
  return rounds;
}

async function sendAll(messages: number, seed: number): Promise<Sent> {
  const port = Number(new URL(uri).port);
  const each = Math.ceil(messages / SENDERS);
  const all = await Promise.all(
    Array.from({ length: SENDERS }, (_, i) => sendBroken(port, each, chanceFrom(seed + i))),
  );
  return all.reduce((a, b) => ({
    messages: a.messages + b.messages,
    answered: a.answered + b.answered,
    connections: a.connections + b.connections,
  }));
}
