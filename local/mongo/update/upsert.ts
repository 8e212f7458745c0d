import { BSONRegExp } from 'bson';
import type { Doc, Value } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { branches, isOperators } from '../query/filter.ts';
import { valueAt } from '../query/path.ts';
import { changeAt } from './paths.ts';

/** What a filter says by equality, from which an upsert makes its new document. */
export function documentFromFilter(filter: Doc): Doc {
  const doc: Doc = new Map();
  const visit = (clauses: Doc): void => {
    for (const [name, value] of clauses) {
      if (name === '$and') branches(name, value).forEach(visit);
      else if (name === '$or') {
        const all = branches(name, value);
        if (all.length === 1) all.forEach(visit);
      } else if (!name.startsWith('$')) {
        const equal = equality(value);
        if (equal === undefined) continue;
        const path = name.split('.');
        if (valueAt(doc, path) !== undefined) {
          throw new CommandError('BadValue', `cannot infer query fields to set, path '${name}' is matched twice`);
        }
        changeAt(doc, path, () => equal, true, { id: undefined, isInsert: true, nowMs: 0 });
      }
    }
  };
  visit(filter);
  return doc;
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
