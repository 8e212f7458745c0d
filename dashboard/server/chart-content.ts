import type { Columns } from '../data/columns.ts';

/** The opened peak. */
export interface Mark {
  readonly seconds: number;
  readonly value: number;
}

/** What a chart shows now; read at each draw, so that new data need no new chart. */
export interface ChartContent {
  readonly columns: Columns;
  readonly fromMs: number;
  readonly toMs: number;
  readonly top: number;
  readonly marked?: Mark | null;
  /** The last point is of a window that is not closed yet. */
  readonly openLast?: boolean;
  /** A line across the whole chart. */
  readonly threshold?: number | null;
  /** Stretches of time behind the lines: maintenance. */
  readonly shades?: readonly Shade[];
  /** Moments marked at the top edge: alerts that began. */
  readonly flags?: readonly number[];
  /** Moments with a line from top to bottom: what people noted. */
  readonly notes?: readonly ChartNote[];
}

export interface ChartNote {
  readonly atMs: number;
  /** Foreign text. */
  readonly text: string;
}

/** `[fromMs, toMs)` */
export interface Shade {
  readonly fromMs: number;
  readonly toMs: number;
}
