import { compareValues, identityOf } from '../bson/compare.ts';
import { add, type NumberValue } from '../bson/numbers.ts';
import { int32, isNumber, narrowNumber, toDouble, type Value } from '../bson/value.ts';
import { mergeObjects } from '../expression/arrays.ts';

/** Gathers the values of one field of one group. */
export interface Accumulator {
  add(value: Value | undefined): void;
  result(): Value;
}

/** Sums whole numbers exactly and doubles with the error carried along (Neumaier's variant of Kahan's sum), as
 *  MongoDB's $sum and $avg do, so that the order of documents hardly shows. */
class Sum {
  #whole: NumberValue = int32(0);
  #double = 0;
  #error = 0;
  #hasDouble = false;
  count = 0;

  add(value: Value | undefined): void {
    if (!isNumber(value)) return;
    this.count += 1;
    if (typeof value !== 'number') {
      this.#whole = add(this.#whole, value);
      return;
    }
    this.#hasDouble = true;
    const sum = this.#double + value;
    if (Number.isFinite(sum)) {
      this.#error +=
        Math.abs(this.#double) >= Math.abs(value) ? this.#double - sum + value : value - sum + this.#double;
    }
    this.#double = sum;
  }

  result(): NumberValue {
    return this.#hasDouble ? this.#double + (this.#error + toDouble(this.#whole)) : this.#whole;
  }
}

function average(): Accumulator {
  const sum = new Sum();
  return {
    add: (value) => {
      sum.add(value);
    },
    result: () => (sum.count === 0 ? null : toDouble(sum.result()) / sum.count),
  };
}

function extreme(sign: 1 | -1): Accumulator {
  let best: Value | undefined;
  return {
    add: (value) => {
      if (value === undefined || value === null) return;
      if (best === undefined || compareValues(value, best) * sign > 0) best = value;
    },
    result: () => best ?? null,
  };
}

function kept(keepLast: boolean): Accumulator {
  let value: Value | undefined;
  let seen = false;
  return {
    add: (next) => {
      if (keepLast || !seen) value = next;
      seen = true;
    },
    result: () => value ?? null,
  };
}

function list(): Accumulator {
  const values: Value[] = [];
  return {
    add: (value) => {
      if (value !== undefined) values.push(value);
    },
    result: () => values,
  };
}

function set(): Accumulator {
  const values = new Map<string, Value>();
  return {
    add: (value) => {
      if (value !== undefined && !values.has(identityOf(value))) values.set(identityOf(value), value);
    },
    result: () => [...values.values()],
  };
}

/** Standard deviation by Welford's method. */
function deviation(isSample: boolean): Accumulator {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add: (value) => {
      if (!isNumber(value)) return;
      count += 1;
      const delta = toDouble(value) - mean;
      mean += delta / count;
      squares += delta * (toDouble(value) - mean);
    },
    result: () => {
      const degrees = isSample ? count - 1 : count;
      return degrees <= 0 ? null : Math.sqrt(squares / degrees);
    },
  };
}

function merged(): Accumulator {
  let value: Value = new Map();
  return {
    add: (next) => {
      value = mergeObjects([value, next]);
    },
    result: () => value,
  };
}

function counter(): Accumulator {
  let count = 0;
  return {
    add: () => {
      count += 1;
    },
    result: () => narrowNumber(count),
  };
}

/** Accumulators of `$group`. Each was compared with a MongoDB server; any other is refused. */
export const ACCUMULATORS: Readonly<Record<string, () => Accumulator>> = {
  $sum: () => new Sum(),
  $avg: average,
  $min: () => extreme(-1),
  $max: () => extreme(1),
  $first: () => kept(false),
  $last: () => kept(true),
  $push: list,
  $addToSet: set,
  $stdDevPop: () => deviation(false),
  $stdDevSamp: () => deviation(true),
  $mergeObjects: merged,
  $count: counter,
};
