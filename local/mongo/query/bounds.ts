import { BSONRegExp, Decimal128, MaxKey, MinKey } from 'bson';
import { afterPrefix, encodeKey } from '../bson/key-encoding.ts';
import { RANK, rankOf, type Doc, type Value } from '../bson/value.ts';
import { branches, isOperators } from './filter.ts';
import { literalPrefix, regexOf } from './regex.ts';

/** Encoded values from `lo` on and before `hi`. */
export interface Interval {
  readonly lo: Buffer;
  readonly hi: Buffer;
}

/** Where the values that pass one or more conditions lie. */
export interface Bounds {
  /** In order, apart from each other. */
  readonly intervals: readonly Interval[];
  /** Whether every interval holds one value only; then `lo` is that value encoded. */
  readonly points: boolean;
  /** Whether the intervals say all that the conditions say, for a value that is no array. */
  readonly exact: boolean;
}

/** A filter taken apart: conditions that all must hold, by path, and what cannot be put into bounds. */
export interface Conjunction {
  readonly bounds: ReadonlyMap<string, readonly Bounds[]>;
  readonly alternatives: readonly (readonly Doc[])[];
  /** Whether the bounds are all of the filter. */
  readonly complete: boolean;
}

/** Finds the conditions of a filter that an index can serve. */
export function takeApart(filter: Doc): Conjunction {
  const bounds = new Map<string, Bounds[]>();
  const alternatives: Doc[][] = [];
  let complete = true;
  const visit = (clauses: Doc): void => {
    for (const [name, value] of clauses) {
      if (name === '$and') branches(name, value).forEach(visit);
      else if (name === '$or') {
        alternatives.push(branches(name, value));
        complete = false;
      } else if (name.startsWith('$')) complete &&= name === '$comment';
      else {
        const found = boundsOf(value);
        if (found.some((b) => b?.exact !== true)) complete = false;
        for (const b of found) if (b !== undefined) bounds.set(name, [...(bounds.get(name) ?? []), b]);
      }
    }
  };
  visit(filter);
  return { bounds, alternatives, complete };
}

function boundsOf(value: Value): (Bounds | undefined)[] {
  if (!isOperators(value)) return [value instanceof BSONRegExp ? prefix(value) : points([value])];
  return [...value].map(([operator, operand]) => operatorBounds(operator, operand, value));
}

function operatorBounds(operator: string, operand: Value, all: Doc): Bounds | undefined {
  switch (operator) {
    case '$eq':
      return points([operand]);
    case '$in':
      return Array.isArray(operand) ? points(operand) : undefined;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return range(operator, operand);
    case '$regex':
      return prefix(regexOf(operand, all.get('$options')));
    default:
      return undefined;
  }
}

/** Equality with any of the values. Arrays are not looked up, for their elements stand in the index and not they. */
function points(values: readonly Value[]): Bounds | undefined {
  if (values.some((value) => Array.isArray(value) || value instanceof BSONRegExp || value instanceof Decimal128))
    return undefined;
  const keys = new Map(values.map(encodeKey).map((key) => [key.toString('latin1'), key]));
  const intervals = [...keys.values()].sort((a, b) => a.compare(b)).map((lo) => ({ lo, hi: afterPrefix(lo) }));
  return { intervals, points: true, exact: true };
}

/** Comparison finds only values of the operand's own type, so the interval ends with the type. */
function range(operator: '$gt' | '$gte' | '$lt' | '$lte', operand: Value): Bounds | undefined {
  const rank = rankOf(operand);
  if (operand === null) return operator.endsWith('e') ? points([null]) : { intervals: [], points: true, exact: true };
  if (rank === RANK.object || rank === RANK.array || rank === RANK.regex || Number.isNaN(operand)) return undefined;
  if (operand instanceof MinKey || operand instanceof MaxKey || operand instanceof Decimal128) return undefined;
  const key = encodeKey(operand);
  const least = rank === RANK.number ? encodeKey(-Infinity) : Buffer.of(rank);
  const interval = {
    $gt: { lo: afterPrefix(key), hi: Buffer.of(rank + 1) },
    $gte: { lo: key, hi: Buffer.of(rank + 1) },
    $lt: { lo: least, hi: key },
    $lte: { lo: least, hi: afterPrefix(key) },
  }[operator];
  return { intervals: [interval], points: false, exact: true };
}

function prefix(regex: BSONRegExp): Bounds | undefined {
  const literal = literalPrefix(regex);
  if (literal === '') return undefined;
  const lo = Buffer.concat([Buffer.of(RANK.string), Buffer.from(literal)]);
  return { intervals: [{ lo, hi: afterPrefix(lo) }], points: false, exact: false };
}

/** The values that pass both. */
export function intersect(a: Bounds, b: Bounds): Bounds {
  const intervals: Interval[] = [];
  for (const x of a.intervals) {
    for (const y of b.intervals) {
      const lo = x.lo.compare(y.lo) >= 0 ? x.lo : y.lo;
      const hi = x.hi.compare(y.hi) <= 0 ? x.hi : y.hi;
      if (lo.compare(hi) < 0) intervals.push({ lo, hi });
    }
  }
  return { intervals, points: a.points || b.points, exact: a.exact && b.exact };
}
