import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../config.ts';
import { portOwner } from './port-owner.ts';
import { choosePorts, isFree, nextFree } from './ports.ts';
import { choosePortsInWords } from './system-ports.ts';

const HOST = '127.0.0.1';
const taker = createServer();
let taken: number;

beforeEach(async () => {
  taker.listen(0, HOST);
  await once(taker, 'listening');
  taken = (taker.address() as AddressInfo).port;
});
afterEach(() => {
  taker.close();
});

const anyPorts = Object.fromEntries(
  ['PORT', 'LAMBDA', 'SCHEDULER', 'INBOX', 'SMTP', 'MONGODB', 'AGENT'].map((name) => [
    name === 'PORT' ? name : `PEAKWATCH_${name}_PORT`,
    '0',
  ]),
);

describe('choosing ports', () => {
  test('a free wish is granted, a taken one replaced, and no two are the same', async () => {
    const [free] = Object.values(await choosePorts({ probe: 0 }, HOST));
    const wish = free?.port ?? 0;
    const chosen = await choosePorts({ any: 0, taken, wish, other: 0 }, HOST);
    expect(chosen.wish).toEqual({ port: wish, takenInstead: null });
    expect(chosen.taken.takenInstead).toBe(taken);
    expect(chosen.any.takenInstead).toBeNull();
    expect(new Set(Object.values(chosen).map(({ port }) => port)).size).toBe(4);
    for (const { port } of Object.values(chosen)) expect(await isFree(port, HOST)).toBe(true);
  });

  test('the next free port is above the taken one and not one that is meant for another part', async () => {
    const first = await nextFree(taken, HOST, []);
    expect(first).toBeGreaterThan(taken);
    expect(await nextFree(taken, HOST, [first ?? 0])).toBeGreaterThan(first ?? 0);
  });

  test('another port for a part is said, with how to set it', async () => {
    const said: string[] = [];
    const config = readConfig({ ...anyPorts, PEAKWATCH_AGENT_PORT: String(taken) });
    const ports = await choosePortsInWords(config, (message) => said.push(message));
    expect(said).toEqual([
      `Port ${taken} (agent) is taken: using ${ports.agent} instead. PEAKWATCH_AGENT_PORT sets another.`,
    ]);
  });

  test('a port of a part that is not started is none of our business', async () => {
    const said: string[] = [];
    const config = readConfig({ ...anyPorts, PEAKWATCH_MONGODB_PORT: String(taken), MONGODB_URI: 'mongodb://db' });
    await choosePortsInWords(config, (message) => said.push(message));
    expect(said).toEqual([]);
  });

  test("the page's port must be free; who has it and what to type is said", async () => {
    const config = readConfig({ ...anyPorts, PORT: String(taken) });
    const owner = process.platform === 'linux' ? ` by \\S+.* \\(pid ${process.pid}\\)` : '';
    await expect(choosePortsInWords(config, () => undefined)).rejects.toThrow(
      new RegExp(`^Port ${taken}, for page and API, is taken${owner}\\. Choose another: PORT=\\d+ npm start$`),
    );
  });
});

test('another Peakwatch is recognised', async () => {
  const master = createHttpServer((_, response) => {
    response.end('{"status":"success","message":"Peakwatch is running"}');
  });
  master.listen(0, HOST);
  await once(master, 'listening');
  await expect(portOwner(HOST, (master.address() as AddressInfo).port)).resolves.toBe('another Peakwatch');
  master.closeAllConnections();
  master.close();
});
