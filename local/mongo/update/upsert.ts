import { BSONRegExp } from 'bson';
import { compareStrings, identityOf } from '../bson/compare.ts';
import type { Doc, Value } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { branches, isOperators } from '../query/filter.ts';
import { changeAt } from './paths.ts';

/** What a filter says by equality, from which an upsert makes its new document.
 *  @param onlyId a whole document that is upserted takes only its _id from the filter. */
export function documentFromFilter(filter: Doc, onlyId: boolean): Doc {
  if (isImpossible(filter)) return new Map();
  const equalities = new Map<string, Value>();
  const visit = (clauses: Doc): void => {
    for (const [name, value] of clauses) {
      if (name === '$and') branches(name, value).forEach(visit);
      else if (name === '$or') {
        const all = branches(name, value);
        if (all.length === 1) all.forEach(visit);
      } else if (!name.startsWith('$') && (name === '_id' || !onlyId)) {
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
    changeAt(doc, name.split('.'), () => value, 'create', { id: undefined, isInsert: true, nowMs: 0 });
  }
  return doc;
}

/** MongoDB puts “never” in place of a filter with an empty `$all`, and then nothing is left of it. */
function isImpossible(filter: Doc): boolean {
  return [...filter].some(([name, value]) => {
    if (name === '$and') return branches(name, value).some(isImpossible);
    if (name === '$or') return branches(name, value).every(isImpossible);
    return !name.startsWith('$') && isOperators(value) && hasEmptyAll(value);
  });
}

/** Whether a condition has an empty `$all`, which nothing fulfils. */
export function hasEmptyAll(condition: Doc): boolean {
  const items = condition.get('$all');
  return Array.isArray(items) && items.length === 0;
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

/** `{ $in: [1, 1] }` names one value. */
const distinctItems = (items: Value | undefined): Value | undefined =>
  Array.isArray(items) ? [...new Map(items.toReversed().map((item) => [identityOf(item), item])).values()] : items;

function equality(value: Value): Value | undefined {
  if (value instanceof BSONRegExp) return undefined;
  if (!isOperators(value)) return value;
  if (value.has('$eq')) return value.get('$eq');
  const all = value.get('$all');
  if (Array.isArray(all) && all.length > 1 && !all.some(isOperators)) {
    throw new CommandError('NotSingleValueField', 'cannot infer query fields to set, $all names several values');
  }
  for (const operator of ['$in', '$all']) {
    const items = distinctItems(value.get(operator));
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
