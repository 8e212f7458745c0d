import { LIMITS } from '../../shared/model/sample.ts';
import { memoryBytes } from './memory.ts';
import type { ProcessEntry } from './process-table.ts';

/** Of the places, so many are for the largest by memory. */
const BY_MEMORY = 3;

/** The processes that matter most in this second: the busiest, and the largest of those left. */
export function topProcesses(entries: Iterable<ProcessEntry>): ProcessEntry[] {
  const busiest = new Leaders(LIMITS.top, (entry) => entry.cpuCores ?? 0);
  const largest = new Leaders(LIMITS.top, memoryBytes);
  for (const entry of entries) {
    if (entry.zombie) continue;
    busiest.offer(entry);
    largest.offer(entry);
  }
  const top = new Set(busiest.list.slice(0, LIMITS.top - BY_MEMORY));
  for (const entry of largest.list) if (top.size < LIMITS.top) top.add(entry);
  return [...top];
}

/** The n with the highest value above 0, in order, found in one pass without sorting all. */
class Leaders {
  readonly list: ProcessEntry[] = [];
  readonly #limit: number;
  readonly #value: (entry: ProcessEntry) => number;

  constructor(limit: number, value: (entry: ProcessEntry) => number) {
    this.#limit = limit;
    this.#value = value;
  }

  offer(entry: ProcessEntry): void {
    const value = this.#value(entry);
    const last = this.list.at(-1);
    if (value <= 0 || (this.list.length >= this.#limit && last && value <= this.#value(last))) return;
    let place = this.list.length;
    for (let before; (before = this.list[place - 1]) && this.#value(before) < value;) place--;
    this.list.splice(place, 0, entry);
    if (this.list.length > this.#limit) this.list.pop();
  }
}
