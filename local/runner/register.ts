import { setTimeout as sleep } from 'node:timers/promises';
import { LatestAnswer, ServerAnswer, ServersAnswer } from '../../shared/model/api.ts';
import type { Server } from '../../shared/model/server.ts';

/** What became of this machine's row. */
export type Registration = 'new' | 'moved' | 'known';

/**
 * Makes this machine a server of the registry, or moves its row to the agent's present address when that is on loopback
 * too (the port may differ from start to start). A row whose address somebody has changed otherwise is left alone.
 * @param api Base URL, without a path.
 * @throws Error in words when the API does not do it.
 */
export async function registerThisMachine(api: string, name: string, agentAddress: string): Promise<Registration> {
  const there = await findServer(api, name);
  if (!there) {
    const description = 'The machine that Peakwatch was started on.';
    await ask(`${api}/api/servers`, 'POST', { name, address: agentAddress, description });
    return 'new';
  }
  if (there.address === agentAddress || !/^127\.0\.0\.1:\d+$/.test(there.address)) return 'known';
  await ask(`${api}/api/servers/${there.id}`, 'PATCH', { address: agentAddress });
  return 'moved';
}

/** Waits until a server has shown its first window. @returns false when it has not within the time. */
export async function hasData(api: string, name: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const untilMs = performance.now() + timeoutMs;
  while (performance.now() < untilMs && !signal.aborted) {
    const { servers } = LatestAnswer.parse(await ask(`${api}/api/latest`, 'GET'));
    const row = servers.find(({ server }) => server.name === name);
    if (row && (row.closed ?? row.open) !== null) return true;
    await sleep(200);
  }
  return false;
}

async function findServer(api: string, name: string): Promise<Server | null> {
  let after: string | null = null;
  do {
    const query: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: ServersAnswer = ServersAnswer.parse(await ask(`${api}/api/servers?limit=100${query}`, 'GET'));
    const found = page.servers.find((server) => server.name === name);
    if (found) return found;
    after = page.next;
  } while (after !== null);
  return null;
}

async function ask(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`);
  const answer: unknown = JSON.parse(text);
  return method === 'GET' ? answer : ServerAnswer.parse(answer);
}
