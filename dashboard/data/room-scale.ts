/** How many crawlers run, and how many more fit for sure, likely and at most. */
export interface Room {
  readonly present: number;
  readonly more: number;
  readonly likely: number;
  readonly atMost: number;
}

/**
 * How long the bar of a room is. The most that might fit can be far beyond all reason where a crawler costs next to nothing;
 * it is cut, so that what is sure stays visible.
 */
export function roomLength({ present, more, likely, atMost }: Room): number {
  return present + Math.max(more, Math.min(atMost, 2 * likely + 5));
}

/** The stretches of a bar of `length`, as shares of it: what runs, what fits for sure, likely, and at most. */
export function roomStretches({ present, more, likely, atMost }: Room, length: number): number[] {
  const ends = [present, present + more, present + Math.max(more, likely), present + Math.max(more, likely, atMost)];
  const cut = ends.map((end) => Math.min(1, length > 0 ? end / length : 0));
  return cut.map((end, i) => end - (cut[i - 1] ?? 0));
}
