import { BSONRegExp } from 'bson';
import { compareStrings } from '../bson/compare.ts';
import type { Doc, Value } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { branches, isOperators } from '../query/filter.ts';
import { changeAt } from './paths.ts';

/** What a filter says by equality, from which an upsert makes its new document. */
export function documentFromFilter(filter: Doc): Doc {
  const equalities = new Map<string, Value>();
  const visit = (clauses: Doc): void => {
    for (const [name, value] of clauses) {
      if (name === '$and') branches(name, value).forEach(visit);
      else if (name === '$or') {
        const all = branches(name, value);
        if (all.length === 1) all.forEach(visit);
      } else if (!name.startsWith('$')) {
        const equal = equality(value);
        if (equal === undefined) continue;
        assertApart(equalities, name);
        equalities.set(name, equal);
      }
    }
  };
  visit(filter);
  const id = equalities.get('_id');
  const doc: Doc = new Map(id === undefined ? [] : [['_id', id]]);
  // MongoDB makes the fields in the order of their paths.
  for (const [name, value] of [...equalities].sort(([a], [b]) => compareStrings(a, b))) {
    changeAt(doc, name.split('.'), () => value, true, { id: undefined, isInsert: true, nowMs: 0 });
  }
  return doc;
}

/** A field that is set twice, or inside one that is set, has no defined value. */
function assertApart(equalities: ReadonlyMap<string, Value>, name: string): void {
  for (const other of equalities.keys()) {
    if (other === name || other.startsWith(`${name}.`) || name.startsWith(`${other}.`)) {
      throw new CommandError(
        'NotSingleValueField',
        `cannot infer query fields to set, path '${name}' is matched twice`,
      );
    }
  }
}

function equality(value: Value): Value | undefined {
  if (value instanceof BSONRegExp) return undefined;
  if (!isOperators(value)) return value;
  if (value.has('$eq')) return value.get('$eq');
  for (const operator of ['$in', '$all']) {
    const items = value.get(operator);
    const [only] = Array.isArray(items) ? items : [];
    if (
      Array.isArray(items) &&
      items.length === 1 &&
      only !== undefined &&
      !isOperators(only) &&
      !(only instanceof BSONRegExp)
    )
      return only;
  }
  return undefined;
}
