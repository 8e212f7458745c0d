import type { HostMetric } from '../../shared/model/metrics.ts';
import type { StatView, WindowView } from '../../shared/model/view.ts';

/** What uPlot takes: seconds first, then one array a series; null draws a gap. */
export type Columns = [number[], ...(number | null)[][]];

/** Windows of a range in order of time, the one still open last when there is one. */
export interface Timeline {
  readonly windows: readonly WindowView[];
  /** Whether the last of `windows` is not closed yet. */
  readonly lastIsOpen: boolean;
}

/**
 * Closed windows and the open one as one line of time. The open one is as long as it has samples, because the rest of it has
 * not happened yet; one that a closed window has overtaken is dropped.
 */
export function timelineOf(closed: readonly WindowView[], open: WindowView | null): Timeline {
  const last = closed.at(-1);
  if (!open || (last && open.startMs < last.startMs + last.lengthMs)) return { windows: closed, lastIsOpen: false };
  const soFar = { ...open, lengthMs: Math.min(open.lengthMs, open.samples * 1000) };
  return { windows: [...closed, soFar], lastIsOpen: true };
}

/** Where a window is drawn: its middle, in seconds. */
export function middleSeconds(window: Pick<WindowView, 'startMs' | 'lengthMs'>): number {
  return (window.startMs + window.lengthMs / 2) / 1000;
}

/** True where `next` does not begin where `window` ends. */
function gapAfter(window: WindowView, next: WindowView | undefined): boolean {
  return next !== undefined && next.startMs > window.startMs + window.lengthMs;
}

/**
 * Time, mean, min and max of what `statOf` finds in each window. Between windows that do not touch stands a row of nulls, and
 * a window without a reading is null: a gap is drawn as a gap.
 */
export function statColumns(
  windows: readonly WindowView[],
  statOf: (window: WindowView) => Omit<StatView, 'samples'> | undefined,
): Columns {
  const columns: Columns = [[], [], [], []];
  const push = (seconds: number, stat: Omit<StatView, 'samples'> | undefined) => {
    [seconds, stat?.mean ?? null, stat?.min ?? null, stat?.max ?? null].forEach((value, i) => {
      (columns[i] as (number | null)[]).push(value);
    });
  };
  windows.forEach((window, i) => {
    push(middleSeconds(window), statOf(window));
    if (gapAfter(window, windows[i + 1])) push((window.startMs + window.lengthMs) / 1000, undefined);
  });
  return columns;
}

/** Time, mean, min and max of a host metric. */
export function bandColumns(windows: readonly WindowView[], metric: HostMetric): Columns {
  return statColumns(windows, (window) => window.host[metric]);
}

/** The names of all groups that ran in the windows, the most numerous first. */
export function groupNames(windows: readonly WindowView[]): string[] {
  const totals = new Map<string, number>();
  for (const { groups } of windows) {
    for (const group of groups) totals.set(group.name, (totals.get(group.name) ?? 0) + group.count.mean);
  }
  return [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}

/**
 * Time and one column a group for lines that step at each window's start. The end of every run of windows is a point of its
 * own, so that the last step has its width. A group that a window does not name had no process there.
 */
export function countColumns(windows: readonly WindowView[], names: readonly string[]): Columns {
  const seconds: number[] = [];
  const rows = names.map((): (number | null)[] => []);
  const push = (ms: number, counts: readonly (number | null)[]) => {
    seconds.push(ms / 1000);
    rows.forEach((row, i) => row.push(counts[i] ?? null));
  };
  windows.forEach((window, i) => {
    const byName = new Map(window.groups.map((group) => [group.name, group.count.mean]));
    const counts = names.map((name) => byName.get(name) ?? 0);
    const endMs = window.startMs + window.lengthMs;
    const next = windows[i + 1];
    push(window.startMs, counts);
    if (!next || gapAfter(window, next)) push(endMs - 1, counts);
    if (gapAfter(window, next)) push(endMs, []);
  });
  return [seconds, ...rows];
}

/** Indices of values with a gap on both sides: a line cannot show them, so they are drawn as dots. */
export function lonelyIndices(column: readonly (number | null)[]): number[] {
  return column.flatMap((value, i) =>
    value !== null && (column[i - 1] ?? null) === null && (column[i + 1] ?? null) === null ? [i] : [],
  );
}

/** The window that holds `atMs`, or null in a gap. `windows` in order of time. */
export function windowAt(windows: readonly WindowView[], atMs: number): WindowView | null {
  let [low, high] = [0, windows.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const window = windows[middle];
    if (!window) return null;
    if (atMs < window.startMs) high = middle - 1;
    else if (atMs >= window.startMs + window.lengthMs) low = middle + 1;
    else return window;
  }
  return null;
}
