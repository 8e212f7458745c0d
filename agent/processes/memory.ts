import type { ProcessFiles } from './process-files.ts';
import type { ProcessEntry } from './process-table.ts';

/** A process is measured anew after so many sweeps (seconds), when the budget allows. */
const MEASURE_BEAT = 30;

/**
 * Memory of a process now: as last measured, plus what its resident size has changed by since; what a process takes or gives
 * back within seconds is its own, not shared.
 */
export function memoryBytes({ measured, residentBytes }: Pick<ProcessEntry, 'measured' | 'residentBytes'>): number {
  if (!measured) return residentBytes;
  return Math.min(residentBytes, Math.max(0, measured.bytes + residentBytes - measured.residentBytes));
}

/** Whether its memory should be measured: never was, or too long ago. */
export function needsMeasuring(entry: ProcessEntry, sweep: number): boolean {
  return !entry.measured || sweep - entry.measured.sweep >= MEASURE_BEAT;
}

/**
 * Measures processes, those never measured first, until the budget is spent; at least one. Those it does not come to keep
 * their last measurement, or get the cheap one (resident minus shared) when they have none.
 */
export function measureMemory(
  files: ProcessFiles,
  waiting: readonly ProcessEntry[],
  sweep: number,
  budget: { readonly budgetMs: number; readonly monotonicMs: () => number },
): void {
  const endMs = budget.monotonicMs() + budget.budgetMs;
  const order = [...waiting].sort((a, b) => (a.measured?.sweep ?? -1) - (b.measured?.sweep ?? -1));
  let spent = false;
  for (const entry of order) {
    if (spent && entry.measured) break;
    const exact = spent ? null : files.proportionalBytes(entry.pid);
    const bytes = exact ?? files.unsharedBytes(entry.pid);
    // A cheap first measurement counts as old, so that the exact one follows in one of the next sweeps.
    const measuredAt = spent ? sweep - MEASURE_BEAT : sweep;
    if (bytes !== null) entry.measured = { bytes, residentBytes: entry.residentBytes, sweep: measuredAt };
    spent ||= budget.monotonicMs() >= endMs;
  }
}
