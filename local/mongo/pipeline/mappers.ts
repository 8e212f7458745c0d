import { formatValue } from '../bson/format.ts';
import { int32, typeName, type Doc, type Value } from '../bson/value.ts';
import { badValue, CommandError, failedToParse } from '../errors.ts';
import { compile, environment, newScope } from '../expression/compile.ts';
import type { Evaluate } from '../expression/expression.ts';
import { compileDocumentProjection } from '../query/projection.ts';
import type { Mapper, MapperFactory } from './stage.ts';

type FieldTree = Map<string, Evaluate | FieldTree>;

/** `$addFields`: nested documents and dotted names both mean fields inside. */
function parseFields(spec: Doc, nowMs: number): FieldTree {
  const tree: FieldTree = new Map();
  for (const [name, value] of spec) plant(tree, name.split('.'), value, nowMs);
  return tree;
}

function plant(tree: FieldTree, path: readonly string[], value: Value, nowMs: number): void {
  const [head = '', ...rest] = path;
  if (head === '' || head.startsWith('$')) throw badValue(`FieldPath field names may not be empty or start with '$'.`);
  const nested = value instanceof Map && value.size > 0 && ![...value.keys()].some((key) => key.startsWith('$'));
  const there = tree.get(head);
  if (rest.length > 0 || nested) {
    if (there !== undefined && !(there instanceof Map))
      throw new CommandError(
        'Location40176',
        `Invalid $set :: caused by :: specification contains two conflicting paths at ${head}`,
      );
    const below: FieldTree = there ?? new Map<string, Evaluate | FieldTree>();
    tree.set(head, below);
    if (rest.length > 0) plant(below, rest, value, nowMs);
    else for (const [name, field] of value as Doc) plant(below, name.split('.'), field, nowMs);
    return;
  }
  if (there !== undefined)
    throw new CommandError(
      'Location40176',
      `Invalid $set :: caused by :: specification contains two conflicting paths at ${head}`,
    );
  tree.set(head, compile(value, newScope(nowMs)));
}

function setFields(at: Doc, tree: FieldTree, root: Doc): Doc {
  const out: Doc = new Map(at);
  for (const [name, rule] of tree) {
    const value = rule instanceof Map ? setInside(at.get(name), rule, root) : rule(environment(root));
    if (value === undefined) out.delete(name);
    else out.set(name, value);
  }
  return out;
}

function setInside(at: Value | undefined, tree: FieldTree, root: Doc): Value {
  if (at instanceof Map) return setFields(at, tree, root);
  if (Array.isArray(at)) return at.map((item) => setInside(item, tree, root));
  return setFields(new Map(), tree, root);
}

const addFields =
  (stage: string): MapperFactory =>
  (operand, nowMs) => {
    if (!(operand instanceof Map))
      throw new CommandError(
        'Location40272',
        `${stage} specification stage must be an object, got ${typeName(operand)}`,
      );
    const tree = parseFields(operand, nowMs);
    return (doc) => setFields(doc, tree, doc);
  };

const project: MapperFactory = (operand) => {
  if (!(operand instanceof Map)) throw new CommandError('Location15969', '$project specification must be an object');
  if (operand.size === 0)
    throw new CommandError(
      'Location51272',
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  return compileDocumentProjection(operand);
};

const unset: MapperFactory = (operand) => {
  const names = Array.isArray(operand) ? operand : [operand];
  if (names.length === 0 || !names.every((name) => typeof name === 'string')) {
    throw new CommandError(
      'Location31002',
      '$unset specification must be a string or an array containing only string values',
    );
  }
  return compileDocumentProjection(new Map(names.map((name): [string, Value] => [name, int32(0)])));
};

function replaceWith(operand: Value, nowMs: number): Mapper {
  const evaluate = compile(operand, newScope(nowMs));
  return (doc) => {
    const root = evaluate(environment(doc));
    if (root instanceof Map) return root;
    throw new CommandError(
      'Location40228',
      `'newRoot' expression must evaluate to an object, but resulting value was: ${root === undefined ? 'MISSING' : formatValue(root)}. Type of resulting value: '${typeName(root)}'.`,
    );
  };
}

const replaceRoot: MapperFactory = (operand, nowMs) => {
  const root = operand instanceof Map ? operand.get('newRoot') : undefined;
  if (root === undefined) throw failedToParse('$replaceRoot needs newRoot');
  return replaceWith(root, nowMs);
};

/** Stages that turn one document into one other; these may also stand in an update. */
export const MAPPERS: Readonly<Record<string, MapperFactory>> = {
  $addFields: addFields('$addFields'),
  $set: addFields('$set'),
  $project: project,
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
};
