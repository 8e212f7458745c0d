import { identityOf } from '../bson/compare.ts';
import { isNumber, type Doc, type Value } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { compile, environment, fieldsOf, newScope } from '../expression/compile.ts';
import type { Evaluate } from '../expression/expression.ts';
import { ACCUMULATORS, type Accumulator } from './accumulators.ts';
import type { Stage } from './stage.ts';

/** More groups than this are not held in memory. */
const MOST_GROUPS = 1_000_000;

interface GroupField {
  readonly name: string;
  readonly make: () => Accumulator;
  readonly evaluate: Evaluate;
}

interface Group {
  readonly id: Value;
  readonly accumulators: Accumulator[];
}

/** `$group`, and which top-level fields of its documents it reads (undefined: any). */
export function compileGroup(operand: Value, nowMs: number): { stage: Stage; fields: ReadonlySet<string> | undefined } {
  if (!(operand instanceof Map))
    throw new CommandError('Location15947', "a group's fields must be specified in an object");
  const idSpec = operand.get('_id');
  if (idSpec === undefined) throw new CommandError('Location15955', 'a group specification must include an _id');
  if (idSpec instanceof Map && [...idSpec].some(([, part]) => isNumber(part) || typeof part === 'boolean'))
    throw new CommandError('Location17390', '$group does not support inclusion-style expressions');
  const scope = newScope(nowMs);
  const id = compile(idSpec, scope);
  const fields = [...operand]
    .filter(([name]) => name !== '_id')
    .map(([name, value]) => compileField(name, value, scope));
  const stage: Stage = async function* grouped(source) {
    const groups = new Map<string, Group>();
    for await (const piece of source) for (const doc of piece) addTo(groups, doc, id, fields);
    yield [...groups.values()].map((group) => finish(group, fields));
  };
  return { stage, fields: fieldsOf(scope) };
}

function compileField(name: string, value: Value, scope: ReturnType<typeof newScope>): GroupField {
  if (name.includes('.')) throw new CommandError('Location40235', `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$'))
    throw new CommandError('Location40236', `The field name '${name}' cannot be an operator name`);
  if (!(value instanceof Map))
    throw new CommandError('Location40234', `The field '${name}' must be an accumulator object`);
  if (value.size !== 1) throw new CommandError('Location40238', `The field '${name}' must specify one accumulator`);
  const [[operator, operand]] = [...value] as [[string, Value]];
  const make = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
  if (make === undefined) throw new CommandError('Location15952', `unknown group operator '${operator}'`);
  if (Array.isArray(operand)) {
    throw new CommandError('Location40237', `The ${operator} accumulator is a unary operator`);
  }
  if (operator === '$count' && !(operand instanceof Map && operand.size === 0)) {
    throw new CommandError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
  }
  return { name, make, evaluate: compile(operand, scope) };
}

function addTo(groups: Map<string, Group>, doc: Doc, id: Evaluate, fields: readonly GroupField[]): void {
  const env = environment(doc);
  const key = id(env) ?? null;
  const identity = identityOf(key);
  let group = groups.get(identity);
  if (group === undefined) {
    if (groups.size >= MOST_GROUPS) {
      throw new CommandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `$group would make more than ${MOST_GROUPS} groups`,
      );
    }
    group = { id: key, accumulators: fields.map(({ make }) => make()) };
    groups.set(identity, group);
  }
  for (let i = 0; i < fields.length; i += 1) group.accumulators[i]?.add(fields[i]?.evaluate(env));
}

function finish(group: Group, fields: readonly GroupField[]): Doc {
  const doc: Doc = new Map([['_id', group.id]]);
  fields.forEach(({ name }, i) => doc.set(name, group.accumulators[i]?.result() ?? null));
  return doc;
}
