import { BSONRegExp } from 'bson';
import { equalValues, identityOf } from '../bson/compare.ts';
import { isNumber, toDouble, typeName, type Doc, type Value } from '../bson/value.ts';
import { formatValue } from '../bson/format.ts';
import { badValue, CommandError, failedToParse, notSupported, typeMismatch } from '../errors.ts';
import { compileElemMatch, isOperators } from '../query/filter.ts';
import { matching } from '../query/operators.ts';
import { valueAt } from '../query/path.ts';
import { parseSort } from '../query/sort.ts';
import { sortKey } from '../store/index-keys.ts';
import type { Change, OperatorFactory } from './operator.ts';
import type { ArrayFilter } from './paths.ts';
import { hasEmptyAll } from './upsert.ts';

/** `$each` and its companions. */
interface PushPlan {
  readonly items: readonly Value[];
  readonly position: number | undefined;
  readonly slice: number | undefined;
  readonly sort: ((items: Value[]) => Value[]) | undefined;
}

const push: OperatorFactory = (operand, { name }) => {
  const plan = parsePush(operand);
  return (old, context) => {
    const { id } = context;
    if (old !== undefined && !Array.isArray(old)) {
      throw badValue(
        `The field '${name}' must be an array but is of type ${typeName(old)} in document {_id: ${formatValue(id)}}`,
      );
    }
    const rearranges = plan.sort !== undefined || plan.slice !== undefined;
    if (plan.items.length > 0 || (rearranges && (old?.length ?? 0) > 0)) context.touched = true;
    const items = [...(old ?? [])];
    const at =
      plan.position === undefined
        ? items.length
        : plan.position < 0
          ? Math.max(0, items.length + plan.position)
          : plan.position;
    items.splice(at, 0, ...plan.items);
    const sorted = plan.sort === undefined ? items : plan.sort(items);
    if (plan.slice === undefined) return sorted;
    return plan.slice < 0 ? sorted.slice(plan.slice) : sorted.slice(0, plan.slice);
  };
};

function parsePush(operand: Value): PushPlan {
  if (!(operand instanceof Map) || !operand.has('$each')) {
    return { items: [operand], position: undefined, slice: undefined, sort: undefined };
  }
  const each = operand.get('$each');
  if (!Array.isArray(each))
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeName(each)}`);
  for (const name of operand.keys()) {
    if (!['$each', '$position', '$slice', '$sort'].includes(name))
      throw badValue(`Unrecognized clause in $push: ${name}`);
  }
  return {
    items: each,
    position: wholeNumber(operand.get('$position'), '$position'),
    slice: wholeNumber(operand.get('$slice'), '$slice'),
    sort: sorterOf(operand.get('$sort')),
  };
}

function wholeNumber(value: Value | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (isNumber(value) && Number.isInteger(toDouble(value))) return toDouble(value);
  throw badValue(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);
}

/** `$sort: 1` sorts the elements themselves, `$sort: { a: 1 }` documents by a field. */
function sorterOf(spec: Value | undefined): PushPlan['sort'] {
  if (spec === undefined) return undefined;
  if (!isNumber(spec) && !(spec instanceof Map))
    throw badValue('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields');
  for (const order of spec instanceof Map ? spec.values() : []) {
    if (!isNumber(order) || Math.abs(toDouble(order)) !== 1)
      throw badValue('The $sort element value must be either 1 or -1');
  }
  const direction = isNumber(spec) ? toDouble(spec) : 1;
  if (Math.abs(direction) !== 1) throw badValue('The $sort element value must be either 1 or -1');
  const fields =
    spec instanceof Map
      ? parseSort(spec)
      : [{ name: 'v', path: ['v'], direction: direction === 1 ? (1 as const) : (-1 as const) }];
  // Arrays are compared whole here, not by their elements: each value stands in a list of its own.
  const keyOf = (item: Value): Buffer =>
    Buffer.concat(
      fields.map(({ path, direction: sign }) => {
        const value = spec instanceof Map ? (item instanceof Map ? valueAt(item, path) : undefined) : item;
        return sortKey(new Map([['v', Array.isArray(value) ? [value] : (value ?? null)]]), [
          { path: ['v'], direction: sign },
        ]);
      }),
    );
  return (items) =>
    items
      .map((item) => ({ item, key: keyOf(item) }))
      .sort((a, b) => a.key.compare(b.key))
      .map(({ item }) => item);
}

const addToSet: OperatorFactory = (operand, { name }) => {
  let items: readonly Value[] = [operand];
  if (operand instanceof Map && operand.has('$each')) {
    const each = operand.get('$each');
    if (operand.size > 1) throw badValue('Found unexpected fields after $each in $addToSet');
    if (!Array.isArray(each))
      throw typeMismatch(`The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`);
    items = each;
  }
  return (old) => {
    if (old !== undefined && !Array.isArray(old)) {
      throw badValue(
        `Cannot apply $addToSet to non-array field. Field named '${name}' has non-array type ${typeName(old)}`,
      );
    }
    const set = [...(old ?? [])];
    const seen = new Set(set.map(identityOf));
    for (const item of items) {
      if (seen.size !== seen.add(identityOf(item)).size) set.push(item);
      // A document may hold the same value twice from before; only what is new must not repeat.
    }
    return set;
  };
};

/** Removes the elements that `test` picks. */
const remove =
  (operator: string, makeTest: (operand: Value) => (item: Value) => boolean): OperatorFactory =>
  (operand) => {
    const test = makeTest(operand);
    return (old): ReturnType<Change> => {
      if (old === undefined) return undefined;
      if (!Array.isArray(old)) throw badValue(`Cannot apply ${operator} to a non-array value`);
      return old.filter((item) => !test(item));
    };
  };

const pullTest = (operand: Value): ((item: Value) => boolean) => {
  if (operand instanceof Map && operand.has('$not')) throw badValue('unknown top level operator: $not');
  if (operand instanceof Map) return compileElemMatch(operand);
  if (operand instanceof BSONRegExp) return matching(operand);
  return (item) => equalValues(item, operand);
};

function pullAllTest(operand: Value): (item: Value) => boolean {
  if (!Array.isArray(operand))
    throw badValue(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  const unwanted = new Set(operand.map(identityOf));
  return (item) => unwanted.has(identityOf(item));
}

const pop: OperatorFactory = (operand, { name }) => {
  if (!isNumber(operand)) throw failedToParse(`Expected a number in: ${name}: ${formatValue(operand)}`);
  const end = toDouble(operand);
  if (Math.abs(end) !== 1) throw failedToParse(`$pop expects 1 or -1, found: ${end}`);
  return (old) => {
    if (old === undefined) return undefined;
    if (!Array.isArray(old))
      throw typeMismatch(`Path '${name}' contains an element of non-array type '${typeName(old)}'`);
    return end === 1 ? old.slice(0, -1) : old.slice(1);
  };
};

/** Update operators on arrays. Those of the second list change only what is there. */
export const ARRAY_OPERATORS: Readonly<Record<string, OperatorFactory>> = { $push: push, $addToSet: addToSet };
export const ARRAY_REMOVERS: Readonly<Record<string, OperatorFactory>> = {
  $pull: remove('$pull', pullTest),
  $pullAll: remove('$pullAll', pullAllTest),
  $pop: pop,
};

/** Reads `arrayFilters: [{ 'x.a': { $gt: 1 } }]` into conditions by identifier. */
export function parseArrayFilters(filters: readonly Value[]): Map<string, ArrayFilter> {
  const byName = new Map<string, ArrayFilter>();
  for (const filter of filters) {
    // An empty $all is “never” to MongoDB, in which no name is left.
    if (
      !(filter instanceof Map) ||
      filter.size === 0 ||
      [...filter.values()].some((value) => isOperators(value) && hasEmptyAll(value))
    )
      throw failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
    const names = new Set([...filter.keys()].map((key) => key.split('.')[0] ?? ''));
    const [name = ''] = names;
    if (names.size > 1)
      throw failedToParse('Error parsing array filter :: caused by :: Expected a single top-level field name');
    if (name.startsWith('$')) throw notSupported(`${name} at the top of an array filter`);
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw badValue(
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    if (byName.has(name))
      throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`);
    byName.set(name, { matches: compileNamed(filter), used: false });
  }
  return byName;
}

/** The filter is put to a document that holds the element under the identifier. */
function compileNamed(filter: Doc): (item: Value) => boolean {
  const [name = ''] = [...filter.keys()].map((key) => key.split('.')[0]);
  const test = compileElemMatch(filter);
  return (item) => test(new Map([[name, item]]));
}

/** @throws CommandError if an array filter names nothing in the update. */
export function assertAllUsed(filters: ReadonlyMap<string, ArrayFilter>): void {
  for (const [name, filter] of filters) {
    if (!filter.used)
      throw new CommandError('FailedToParse', `The array filter for identifier '${name}' was not used in the update`);
  }
}
