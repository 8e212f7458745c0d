import { join } from 'node:path';
import { readStart } from '../proc-file.ts';
import type { CreateCollector } from './collector.ts';

/**
 * The one-minute average, first number of `/proc/loadavg` (proc_loadavg(5)).
 * @throws when it is none.
 */
export function parseLoad1(text: string): number {
  const load1 = Number(/^(\d+\.\d+) /.exec(text)?.[1] ?? NaN);
  if (Number.isNaN(load1)) throw new Error('/proc/loadavg does not begin with a number');
  return load1;
}

export const createLoad: CreateCollector = ({ rootPath }) => {
  const path = join(rootPath, 'proc/loadavg');
  return { name: 'load', collect: () => ({ host: { load1: parseLoad1(readStart(path)) } }) };
};
