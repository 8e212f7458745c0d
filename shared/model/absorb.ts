import { type Matrix, zeros } from './symmetric.ts';

/**
 * Points of a regression whose base is free for each slot. `columns` holds one array a variable, all of one length;
 * `slots` and `blocks` say for each point which base it has (small whole numbers; null where a base is one of the columns)
 * and which block is left out with it.
 */
export interface Design {
  readonly columns: readonly Float64Array[];
  readonly slots: Int32Array | null;
  /** Ordered in time, so that neighbouring numbers are neighbouring spans. */
  readonly blocks: Int32Array;
}

/** What is left of the columns when each slot's own mean is taken away, and the products of what is left. */
export interface Absorbed {
  readonly residuals: readonly Float64Array[];
  readonly gram: Matrix;
  /** Points a slot. */
  readonly slotSizes: Int32Array;
  /** The points of each block. */
  readonly members: readonly (readonly number[])[];
  readonly slots: Int32Array | null;
}

/**
 * Takes the slots' means away instead of carrying a column a slot: the slopes are those of the full regression
 * (Frisch, Waugh and Lovell), and 144 clock terms cost nothing.
 */
export function absorb({ columns, slots, blocks }: Design): Absorbed {
  const slotSizes = new Int32Array(slots ? maximum(slots) + 1 : 0);
  for (const slot of slots ?? []) slotSizes[slot] = (slotSizes[slot] ?? 0) + 1;
  const centred = (column: Float64Array) => (slots ? centre(column, slots, slotSizes) : column);
  const residuals = columns.map((column) => centred(centred(column)));
  const gram = zeros(columns.length);
  for (const [i, row] of gram.entries()) {
    for (let j = 0; j <= i; j += 1) row[j] = dot(residuals[i], residuals[j]);
  }
  mirror(gram);
  const members: number[][] = Array.from({ length: maximum(blocks) + 1 }, () => []);
  for (const [point, block] of blocks.entries()) members[block]?.push(point);
  return { residuals, gram, slotSizes, members: members.filter((points) => points.length > 0), slots };
}

/**
 * The Gram matrix of what is left when the points of some blocks are left out and the slots' means are taken anew: the
 * products of the points go, and so does the shift of the means they leave behind.
 */
export function gramWithout(absorbed: Absorbed, points: readonly number[]): Matrix {
  const { residuals, slots, slotSizes } = absorbed;
  const gram = absorbed.gram.map((row) => row.slice());
  const values = new Float64Array(residuals.length);
  const sums = new Float64Array(residuals.length);
  for (const [slot, gone] of slots ? bySlotOf(points, slots) : [[-1, points] as const]) {
    sums.fill(0);
    for (const point of gone) {
      for (let i = 0; i < values.length; i += 1) {
        const value = residuals[i]?.[point] ?? 0;
        values[i] = value;
        sums[i] = (sums[i] ?? 0) + value;
      }
      addToLower(gram, values, -1);
    }
    const stay = (slotSizes[slot] ?? 0) - gone.length;
    // Without slots no mean was taken away, and none shifts.
    if (stay > 0) addToLower(gram, sums, -1 / stay);
  }
  mirror(gram);
  return gram;
}

/** Twice is enough: the second pass takes away what rounding left of means as large as 10^10. */
function centre(column: Float64Array, slots: Int32Array, sizes: Int32Array): Float64Array {
  const means = new Float64Array(sizes.length);
  for (const [point, slot] of slots.entries()) means[slot] = (means[slot] ?? 0) + (column[point] ?? 0);
  for (const [slot, size] of sizes.entries()) means[slot] = (means[slot] ?? 0) / Math.max(size, 1);
  return column.map((value, point) => value - (means[slots[point] ?? 0] ?? 0));
}

/** Adds factor · values · valuesᵀ to the lower triangle. */
function addToLower(gram: readonly Float64Array[], values: Float64Array, factor: number): void {
  for (let i = 0; i < gram.length; i += 1) {
    const row = gram[i];
    const scaled = (values[i] ?? 0) * factor;
    if (!row || scaled === 0) continue;
    for (let j = 0; j <= i; j += 1) row[j] = (row[j] ?? 0) + scaled * (values[j] ?? 0);
  }
}

function mirror(gram: readonly Float64Array[]): void {
  for (const [i, row] of gram.entries()) {
    for (let j = 0; j < i; j += 1) {
      const other = gram[j];
      if (other) other[i] = row[j] ?? 0;
    }
  }
}

function dot(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (!a || !b) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function maximum(values: Int32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -1);
}

function bySlotOf(points: readonly number[], slots: Int32Array): Map<number, number[]> {
  const bySlot = new Map<number, number[]>();
  for (const point of points) {
    const slot = slots[point] ?? 0;
    const known = bySlot.get(slot);
    if (known) known.push(point);
    else bySlot.set(slot, [point]);
  }
  return bySlot;
}
