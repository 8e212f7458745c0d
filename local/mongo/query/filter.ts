import { BSONRegExp } from 'bson';
import type { Doc, Value } from '../bson/value.ts';
import { badValue, CommandError, notSupported } from '../errors.ts';
import { compilePredicate } from '../expression/compile.ts';
import type { Matcher } from './matcher.ts';
import {
  each,
  equals,
  matching,
  negate,
  PATH_OPERATORS,
  REFUSED_PATH_OPERATORS,
  type OperatorTest,
} from './operators.ts';
import { anyAt } from './path.ts';
import { regexOf } from './regex.ts';

type Test = (doc: Doc) => boolean;

/** What a filter reads: a set of top-level fields, or everything. */
interface Needs {
  fields: Set<string>;
  everything: boolean;
}

/** Compiles a filter. Every operator is on a list of those that were compared with a MongoDB server.
 *  @throws CommandError with MongoDB's code for whatever is not on it. */
export function compileFilter(filter: Doc): Matcher {
  const needs: Needs = { fields: new Set(), everything: false };
  const test = compileClauses(filter, needs);
  return { matches: test, fields: needs.everything ? undefined : needs.fields };
}

function compileClauses(filter: Doc, needs: Needs): Test {
  const tests: Test[] = [];
  for (const [name, value] of filter) {
    if (name.startsWith('$')) {
      const test = compileTopLevel(name, value, needs);
      if (test !== undefined) tests.push(test);
    } else tests.push(compilePath(name, value, needs));
  }
  const [first] = tests;
  if (first === undefined) return () => true;
  return tests.length === 1 ? first : (doc) => tests.every((test) => test(doc));
}

function compileTopLevel(name: string, value: Value, needs: Needs): Test | undefined {
  switch (name) {
    case '$and':
    case '$or':
    case '$nor': {
      const tests = branches(name, value).map((branch) => compileClauses(branch, needs));
      if (name === '$and') return (doc) => tests.every((test) => test(doc));
      return name === '$or' ? (doc) => tests.some((test) => test(doc)) : (doc) => !tests.some((test) => test(doc));
    }
    case '$expr': {
      const { test, fields } = compilePredicate(value);
      if (fields === undefined) needs.everything = true;
      else for (const field of fields) needs.fields.add(field);
      return test;
    }
    case '$comment':
      return undefined;
    case '$where':
    case '$text':
    case '$jsonSchema':
    case '$sampleRate':
      throw notSupported(name);
    default:
      throw badValue(
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, ` +
          'consider using $getField or $setField.',
      );
  }
}

/** The documents of `$and`, `$or` and `$nor`. */
export function branches(name: string, value: Value): Doc[] {
  if (!Array.isArray(value)) throw badValue(`${name} must be an array`);
  if (value.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return value.map((item) => {
    if (!(item instanceof Map)) throw badValue('$or/$and/$nor entries need to be full objects');
    return item;
  });
}

function compilePath(name: string, value: Value, needs: Needs): Test {
  const path = name.split('.');
  needs.fields.add(path[0] ?? '');
  const tests = isOperators(value) ? compileOperators(value) : [compileEquality(value)];
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return (doc) => only((visit) => anyAt(doc, path, visit), true);
  return (doc) => tests.every((test) => test((visit) => anyAt(doc, path, visit), true));
}

const compileEquality = (value: Value): OperatorTest =>
  value instanceof BSONRegExp ? each(matching(value)) : equals(value);

/** Whether a value is `{ $operator: … }` and not a document to be equal to. */
export function isOperators(value: Value): value is Doc {
  if (!(value instanceof Map)) return false;
  const first = value.keys().next().value;
  return first?.startsWith('$') === true && !['$ref', '$id', '$db'].includes(first);
}

function compileOperators(operators: Doc): OperatorTest[] {
  const tests: OperatorTest[] = [];
  for (const [name, operand] of operators) {
    if (name === '$options') {
      if (!operators.has('$regex')) throw badValue('$options needs a $regex');
    } else tests.push(compileOperator(name, operand, operators));
  }
  return tests;
}

function compileOperator(name: string, operand: Value, operators: Doc): OperatorTest {
  const simple = Object.hasOwn(PATH_OPERATORS, name) ? PATH_OPERATORS[name] : undefined;
  if (simple !== undefined) return simple(operand);
  switch (name) {
    case '$regex':
      return each(matching(regexOf(operand, operators.get('$options'))));
    case '$not':
      return negate(negated(operand));
    case '$elemMatch':
      return elemMatch(operand);
    case '$all':
      return all(operand);
    default:
      if (REFUSED_PATH_OPERATORS.has(name)) throw notSupported(name);
      throw badValue(`unknown operator: ${name}`);
  }
}

function negated(operand: Value): OperatorTest {
  if (operand instanceof BSONRegExp) return each(matching(operand));
  if (!(operand instanceof Map)) throw badValue('$not needs a regex or a document');
  if (operand.size === 0) throw badValue('$not cannot be empty');
  const [first = ''] = operand.keys();
  if (!isOperators(operand)) throw badValue(`unknown operator: ${first}`);
  const tests = compileOperators(operand);
  return (any, open) => tests.every((test) => test(any, open));
}

function elemMatch(operand: Value): OperatorTest {
  const test = compileElemMatch(operand);
  return (any) => any((leaf) => Array.isArray(leaf) && leaf.some(test));
}

/** The test that `$elemMatch` puts to each element of an array. */
export function compileElemMatch(operand: Value): (item: Value) => boolean {
  if (!(operand instanceof Map)) throw badValue('$elemMatch needs an Object');
  if (isOperators(operand) && !['$and', '$or', '$nor', '$expr'].includes([...operand.keys()][0] ?? '')) {
    const tests = compileOperators(operand);
    return (item) => tests.every((test) => test((visit) => visit(item, false), false));
  }
  const matches = compileClauses(operand, { fields: new Set(), everything: false });
  return (item) => {
    if (item instanceof Map) return matches(item);
    return Array.isArray(item) && matches(new Map(item.map((value, i): [string, Value] => [String(i), value])));
  };
}

function all(operand: Value): OperatorTest {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  if (operand.length === 0) return () => false;
  const tests = operand.map((item) => {
    if (!isOperators(item)) return compileEquality(item);
    if (!item.has('$elemMatch')) throw new CommandError('BadValue', 'no $ expressions in $all');
    return elemMatch(item.get('$elemMatch') ?? null);
  });
  return (any, open) => tests.every((test) => test(any, open));
}
