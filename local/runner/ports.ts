import { createServer, type Server } from 'node:net';
import { listen } from '../listen.ts';

/** A port, and the one that was wished for when that was taken. */
export interface ChosenPort {
  readonly port: number;
  readonly takenInstead: number | null;
}

/**
 * Finds a free port for each wish: the wished one, or any where that is taken or 0. All are held until all are found, so
 * that no two are the same, and then let go for whoever is meant to have them.
 */
export async function choosePorts<Name extends string>(
  wishes: Readonly<Record<Name, number>>,
  host: string,
): Promise<Record<Name, ChosenPort>> {
  const held: Server[] = [];
  try {
    const chosen: Partial<Record<Name, ChosenPort>> = {};
    // Fixed wishes first, so that no arbitrary choice takes what a later one wishes for.
    const names = (Object.keys(wishes) as Name[]).sort((a, b) => Number(wishes[a] === 0) - Number(wishes[b] === 0));
    for (const name of names) chosen[name] = await choose(wishes[name], host, held);
    return chosen as Record<Name, ChosenPort>;
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

async function choose(wish: number, host: string, held: Server[]): Promise<ChosenPort> {
  const wished = await hold(wish, host, held);
  if (wished !== null) return { port: wished, takenInstead: null };
  const other = await hold(0, host, held);
  if (other === null) throw new Error(`No free port was found on ${host}.`);
  return { port: other, takenInstead: wish };
}

/** Whether one can listen on the port now. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const held: Server[] = [];
  const bound = await hold(port, host, held);
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return bound !== null;
}

/** The first free port above one that is taken, to be proposed; null when the next 100 are taken too. */
export async function nextFree(port: number, host: string, not: readonly number[]): Promise<number | null> {
  for (let next = port + 1; next <= Math.min(port + 100, 65_535); next++) {
    if (!not.includes(next) && (await isFree(next, host))) return next;
  }
  return null;
}

/** Null where the port is taken, or needs rights that we lack. */
async function hold(port: number, host: string, held: Server[]): Promise<number | null> {
  const server = createServer();
  try {
    const bound = await listen(server, port, host);
    held.push(server);
    return bound;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE' || code === 'EACCES') return null;
    throw error;
  }
}
