import { decodeDocument, decodeValue } from '../bson/decode.ts';
import { elements } from '../bson/elements.ts';
import { encodeDocument, encodeElement, joinElements } from '../bson/encode.ts';
import { isNumber, isTruthy, toDouble, typeName, type Doc, type Value } from '../bson/value.ts';
import { badValue, CommandError, notSupported, typeMismatch } from '../errors.ts';
import {
  compile,
  environment,
  foldingConstants,
  FUNCTION_OPERATORS,
  newScope,
  SPECIAL_OPERATORS,
} from '../expression/compile.ts';
import type { Evaluate } from '../expression/expression.ts';
import { compileElemMatch } from './filter.ts';

/** Turns a stored document into what the client asked to see. */
export type Projection = (raw: Buffer) => Buffer;

type Rule =
  | { keep: boolean }
  | { evaluate: Evaluate }
  | { slice: (items: Value[]) => Value[] }
  | { first: (item: Value) => boolean };

/** Rules by path: a node is a rule or the rules of the fields below. */
type Tree = Map<string, Rule | Tree>;

interface Parsed {
  readonly tree: Tree;
  readonly inclusive: boolean;
  readonly keepId: boolean;
}

/** Compiles the projection of `find`. @throws CommandError for a mix of inclusion and exclusion, or a refused operator. */
export function compileProjection(spec: Value | undefined): Projection | undefined {
  if (spec === undefined || spec === null) return undefined;
  if (!(spec instanceof Map))
    throw typeMismatch(`Expected field projection to be of type object, but found ${typeName(spec)}`);
  if (spec.size === 0) return undefined;
  const parsed = foldingConstants(() => parseProjection(spec, true));
  if (!parsed.tree.has('_id') && onlyKeeps(parsed.tree)) return projectBytes(parsed);
  const project = applyProjection(parsed);
  return (raw) => encodeDocument(project(decodeDocument(raw)));
}

/** Compiles `$project` of a pipeline. */
export function compileDocumentProjection(spec: Doc): (doc: Doc) => Doc {
  return applyProjection(parseProjection(spec, false));
}

type Keeps = Map<string, { keep: boolean } | Keeps>;

function onlyKeeps(tree: Tree): tree is Map<string, { keep: boolean } | Tree> {
  return [...tree.values()].every((rule) => (rule instanceof Map ? onlyKeeps(rule) : 'keep' in rule));
}

/** Fields that are only kept or left out are copied as bytes, also those of documents inside; a list's items are decoded. */
function projectBytes({ tree, inclusive, keepId }: Parsed): Projection {
  const kept = (raw: Buffer, start: number, rules: Keeps, depth: number): Buffer[] => {
    const parts: Buffer[] = [];
    for (const element of elements(raw, start)) {
      const rule = depth === 0 && element.name === '_id' ? { keep: keepId } : rules.get(element.name);
      if (!(rule instanceof Map)) {
        if (rule?.keep ?? !inclusive) parts.push(raw.subarray(element.start, element.end));
      } else if (element.type === 0x03) {
        const inner = joinElements(kept(raw, element.valueStart, rule, depth + 1));
        parts.push(raw.subarray(element.start, element.valueStart), inner);
      } else if (element.type === 0x04) {
        const value = projectValue(decodeValue(raw, element, depth), rule, inclusive, new Map());
        if (value !== undefined) parts.push(encodeElement(element.name, value));
      } else if (!inclusive) parts.push(raw.subarray(element.start, element.end));
    }
    return parts;
  };
  return (raw) => joinElements(kept(raw, 0, tree as Keeps, 0));
}

function parseProjection(spec: Doc, isFind: boolean): Parsed {
  const tree: Tree = new Map();
  let inclusive: boolean | undefined;
  let keepId: boolean | undefined;
  for (const [name, value] of flatten(spec, '')) {
    if (name === '_id' && (isNumber(value) || typeof value === 'boolean')) {
      keepId = isTruthy(value);
      continue;
    }
    const rule = parseRule(name, value, isFind);
    const includes = 'keep' in rule ? rule.keep : 'slice' in rule ? undefined : true;
    if (includes !== undefined) {
      if (inclusive !== undefined && inclusive !== includes) {
        if (!('keep' in rule) && includes)
          throw new CommandError(
            value instanceof Map ? 'Location31252' : 'Location31310',
            `Cannot use an expression for ${name} in exclusion projection`,
          );
        throw includes
          ? new CommandError('Location31253', `Cannot do inclusion on field ${name} in exclusion projection`)
          : new CommandError('Location31254', `Cannot do exclusion on field ${name} in inclusion projection`);
      }
      inclusive = includes;
    }
    plant(tree, name.split('.'), rule, name);
  }
  return { tree, inclusive: inclusive ?? (keepId === true && tree.size === 0), keepId: keepId ?? true };
}

/** `{ a: { b: 1 } }` means `{ 'a.b': 1 }`. */
function* flatten(spec: Doc, prefix: string): Generator<[string, Value]> {
  for (const [name, value] of spec) {
    const nested = value instanceof Map && value.size > 0 && ![...value.keys()].some((key) => key.startsWith('$'));
    if (nested) yield* flatten(value, `${prefix}${name}.`);
    else yield [prefix + name, value];
  }
}

function parseRule(name: string, value: Value, isFind: boolean): Rule {
  if (name.split('.').includes('')) throw new CommandError('Location40352', 'FieldPath must not have an empty part');
  if (name.split('.').some((part) => part.startsWith('$'))) throw notSupported(`the positional projection '${name}'`);
  if (typeof value === 'boolean' || isNumber(value)) return { keep: isTruthy(value) };
  if (isFind && value instanceof Map && value.size === 1) {
    if (value.has('$slice')) return { slice: sliceRule(value.get('$slice') ?? null) };
    if (value.has('$elemMatch')) {
      if (name.includes('.')) throw badValue('Cannot use $elemMatch projection on a nested field');
      return { first: compileElemMatch(value.get('$elemMatch') ?? null) };
    }
  }
  if (value instanceof Map) assertExpression(name, value);
  return { evaluate: compile(value, newScope(Date.now())) };
}

/** An unknown operator has a code of its own in a projection. */
function assertExpression(name: string, value: Doc): void {
  if (value.has('$meta')) throw notSupported('$meta');
  if (value.size === 0)
    throw new CommandError(
      'Location51270',
      `An empty sub-projection is not a valid value. Found empty object at path '${name}'`,
    );
  const [operator = ''] = value.keys();
  if (!operator.startsWith('$')) return;
  if (value.size > 1)
    throw new CommandError('Location16410', `FieldPath field names may not start with '$': ${operator}`);
  if (!FUNCTION_OPERATORS.has(operator) && !SPECIAL_OPERATORS.has(operator)) {
    throw new CommandError('Location31325', `Unknown expression ${operator}`);
  }
}

function sliceRule(operand: Value): (items: Value[]) => Value[] {
  const [first, second] = (Array.isArray(operand) ? operand : [operand]).map((n) =>
    isNumber(n) ? Math.trunc(toDouble(n)) : Number.NaN,
  );
  if (first === undefined || Number.isNaN(first) || Number.isNaN(second ?? 0))
    throw new CommandError('Location28667', '$slice takes one or two numbers');
  if (!Array.isArray(operand)) return (items) => (first < 0 ? items.slice(first) : items.slice(0, first));
  if (second === undefined || second <= 0) throw badValue('$slice limit must be positive');
  return (items) => {
    const start = first < 0 ? Math.max(0, items.length + first) : first;
    return items.slice(start, start + second);
  };
}

function plant(tree: Tree, path: readonly string[], rule: Rule, name: string): void {
  const [head = '', ...rest] = path;
  const there = tree.get(head);
  if (rest.length === 0) {
    if (there !== undefined) throw new CommandError('Location31250', `Path collision at ${name}`);
    tree.set(head, rule);
    return;
  }
  if (there !== undefined && !(there instanceof Map))
    throw new CommandError('Location31249', `Path collision at ${name}`);
  const below: Tree = there ?? new Map<string, Rule | Tree>();
  tree.set(head, below);
  plant(below, rest, rule, name);
}

function applyProjection({ tree, inclusive, keepId }: Parsed): (doc: Doc) => Doc {
  return (doc) => {
    const out = projectTree(doc, tree, inclusive, doc);
    const id = doc.get('_id');
    if (tree.has('_id') || id === undefined) return out;
    out.delete('_id');
    return keepId ? new Map([['_id', id], ...out]) : out;
  };
}

function projectTree(doc: Doc, tree: Tree, inclusive: boolean, root: Doc): Doc {
  const out: Doc = new Map();
  for (const [name, value] of doc) {
    const rule = tree.get(name);
    const projected = rule === undefined ? (inclusive ? undefined : value) : projectValue(value, rule, inclusive, root);
    if (projected !== undefined) out.set(name, projected);
    else if (rule instanceof Map) addComputed(out, name, rule, doc, root);
  }
  for (const [name, rule] of tree) addComputed(out, name, rule, doc, root);
  return out;
}

function projectValue(value: Value, rule: Rule | Tree, inclusive: boolean, root: Doc): Value | undefined {
  if (rule instanceof Map) {
    if (value instanceof Map) return projectTree(value, rule, inclusive, root);
    if (!Array.isArray(value)) return inclusive ? undefined : value;
    return value.flatMap((item): Value[] => {
      const projected = projectValue(item, rule, inclusive, root);
      return projected === undefined ? [] : [projected];
    });
  }
  if ('keep' in rule) return rule.keep ? value : undefined;
  if ('slice' in rule) return Array.isArray(value) ? rule.slice(value) : value;
  return undefined;
}

/** New fields come after those that were there, in the order of the specification. */
function addComputed(out: Doc, name: string, rule: Rule | Tree, doc: Doc, root: Doc): void {
  if (rule instanceof Map) {
    if (out.has(name) || !hasComputed(rule)) return;
    const below: Doc = new Map();
    for (const [inner, innerRule] of rule) addComputed(below, inner, innerRule, new Map(), root);
    out.set(name, below);
  } else if ('evaluate' in rule) {
    const value = rule.evaluate(environment(root));
    if (value === undefined) out.delete(name);
    else out.set(name, value);
  } else if ('first' in rule) {
    const items = doc.get(name);
    const found = Array.isArray(items) ? items.find(rule.first) : undefined;
    if (found !== undefined) out.set(name, [found]);
  }
}

const hasComputed = (tree: Tree): boolean =>
  [...tree.values()].some((rule) => (rule instanceof Map ? hasComputed(rule) : 'evaluate' in rule));
