import { compareStrings } from '../bson/compare.ts';
import { typeName, type Doc, type Value } from '../bson/value.ts';
import { badValue, CommandError, failedToParse, notSupported } from '../errors.ts';
import { ARRAY_OPERATORS, ARRAY_REMOVERS, assertAllUsed, parseArrayFilters } from './array-operators.ts';
import { FIELD_OPERATORS, UNSET } from './field-operators.ts';
import type { Change, Update } from './operator.ts';
import { type ArrayFilter, changeAt, concretePaths, renameField, type Missing } from './paths.ts';

interface Step {
  readonly path: readonly string[];
  readonly change: Change;
  readonly missing: Missing;
  /** For `$rename`: where the value comes from. */
  readonly from?: readonly string[];
  /** For `$setOnInsert`: nothing happens to a document that is there. */
  readonly onInsertOnly?: boolean;
}

/** Compiles `{ $set: …, $inc: … }`. @throws CommandError for an operator that is not on the lists. */
export function compileUpdate(update: Doc, arrayFilters: readonly Value[]): Update {
  const filters = parseArrayFilters(arrayFilters);
  const steps: Step[] = [];
  for (const [operator, fields] of update) {
    if (!operator.startsWith('$') || !isOperator(operator)) {
      if (['$bit'].includes(operator)) throw notSupported(operator);
      throw failedToParse(
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!(fields instanceof Map)) {
      throw failedToParse(
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: …}`,
      );
    }
    for (const [name, operand] of fields) {
      // The order of MongoDB's checks: where $rename takes from, what it says, where it puts.
      if (operator === '$rename') assertApart(steps, [name.split('.')]);
      const step = compileStep(operator, name, operand, filters);
      assertApart(steps, pathsOf(step));
      steps.push(step);
    }
  }
  assertAllUsed(filters);
  steps.sort((a, b) => comparePaths(a.path, b.path));
  return (doc, context) => {
    for (const step of steps) applyStep(doc, step, filters, context);
    return doc;
  };
}

const isOperator = (name: string): boolean =>
  name === '$unset' ||
  name === '$rename' ||
  [FIELD_OPERATORS, ARRAY_OPERATORS, ARRAY_REMOVERS].some((table) => Object.hasOwn(table, name));

function compileStep(operator: string, name: string, operand: Value, filters: ReadonlyMap<string, ArrayFilter>): Step {
  const path = parsePath(name, filters);
  if (operator === '$rename') {
    if (typeof operand !== 'string') throw badValue(`The 'to' field for $rename must be a string: ${name}`);
    const to = parsePath(operand, filters);
    const shared = Math.min(path.length, to.length);
    if (name !== operand && path.slice(0, shared).every((part, i) => part === to[i])) {
      throw badValue(`The source and target field for $rename must not be on the same path: ${name}`);
    }
    if (name === operand) throw badValue(`The source and target field for $rename must differ: ${name}`);
    return { path: to, from: path, change: () => undefined, missing: 'create' };
  }
  const at = { operator, name };
  if (operator === '$unset') return { path, change: UNSET(operand, at), missing: 'ignore' };
  const creating = FIELD_OPERATORS[operator] ?? ARRAY_OPERATORS[operator];
  if (creating !== undefined)
    return { path, change: creating(operand, at), missing: 'create', onInsertOnly: operator === '$setOnInsert' };
  const removing = ARRAY_REMOVERS[operator];
  if (removing === undefined) throw failedToParse(`Unknown modifier: ${operator}`);
  return { path, change: removing(operand, at), missing: 'refuse' };
}

function parsePath(name: string, filters: ReadonlyMap<string, ArrayFilter>): string[] {
  const path = name.split('.');
  if (path.includes(''))
    throw new CommandError(
      'EmptyFieldName',
      `The update path '${name}' contains an empty field name, which is not allowed.`,
    );
  for (const part of path) {
    if (part === '$') throw notSupported('the positional operator $ in an update; arrayFilters do the same');
    if (!part.startsWith('$[')) continue;
    const identifier = part.slice(2, -1);
    const filter = filters.get(identifier);
    if (filter !== undefined) filter.used = true;
    else if (identifier !== '')
      throw badValue(`No array filter found for identifier '${identifier}' in path '${name}'`);
  }
  if (path[0]?.startsWith('$') === true) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${path[0]}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  return path;
}

/** MongoDB creates fields in the order of their names, numbers by their value. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [x = '', y = ''] = [a[i], b[i]];
    if (x === y) continue;
    return /^\d+$/.test(x) && /^\d+$/.test(y) ? Number(x) - Number(y) : compareStrings(x, y);
  }
  return a.length - b.length;
}

const pathsOf = ({ path, from }: Step): (readonly string[])[] => (from === undefined ? [path] : [path, from]);

/** Two changes of one field, or of a field and one inside it, have no defined order. */
function assertApart(steps: readonly Step[], added: readonly (readonly string[])[]): void {
  for (const a of steps.flatMap(pathsOf)) {
    for (const b of added) {
      const shared = Math.min(a.length, b.length);
      if (a.slice(0, shared).every((part, n) => part === b[n])) {
        const longer = a.length > b.length ? a : b;
        throw new CommandError(
          'ConflictingUpdateOperators',
          `Updating the path '${longer.join('.')}' would create a conflict at '${a.slice(0, shared).join('.')}'`,
        );
      }
    }
  }
}

function applyStep(
  doc: Doc,
  step: Step,
  filters: ReadonlyMap<string, ArrayFilter>,
  context: Parameters<Update>[1],
): void {
  if (step.onInsertOnly === true && !context.isInsert) return;
  if (step.from !== undefined) {
    renameField(doc, step.from, step.path, context);
    return;
  }
  const hasPlaceholder = step.path.some((part) => part.startsWith('$['));
  const paths = hasPlaceholder ? concretePaths(doc, step.path, filters) : [step.path];
  for (const path of paths) changeAt(doc, path, step.change, step.missing, context);
}
