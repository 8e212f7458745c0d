import { compareValues, identityOf } from '../bson/compare.ts';
import { decodeDocument } from '../bson/decode.ts';
import type { Value } from '../bson/value.ts';
import { badValue, CommandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { planQuery } from '../query/planner.ts';
import { scanMatching } from '../query/scan.ts';
import { EMPTY, valuesAt } from '../store/index-keys.ts';
import { documentArgument, hintArgument, namespaceArgument, refuseCollation } from './arguments.ts';
import { openBill, type Command } from './command.ts';
import { isCollectionScan } from './find.ts';

/** Bytes of values in one answer, which must fit a document. */
const MAX_VALUES_BYTES = 16 * 1024 * 1024;

/** The different values of a field, in their order. */
export const distinct: Command = {
  names: ['distinct'],
  fields: ['key', 'query', 'collation', 'hint'],
  run: async (context) => {
    const { body, engine, database } = context;
    refuseCollation(body);
    const key = body.get('key');
    if (typeof key !== 'string' || key === '') throw badValue("distinct needs the text 'key'");
    const filter = documentArgument(body, 'query');
    const matcher = compileFilter(filter);
    const collection = engine.find(namespaceArgument(database, body, 'distinct'));
    if (collection === undefined) return { values: [], ok: 1 };
    const path = key.split('.');
    const values = new Map<string, Value>();
    const plan = planQuery(collection, filter, [], hintArgument(body));
    const bill = openBill(context);
    let bytes = 0;
    try {
      for await (const piece of scanMatching(engine.storage, collection, plan, matcher, bill.cost)) {
        for (const { raw } of piece) {
          for (const value of valuesAt(decodeDocument(raw, new Set([path[0] ?? ''])), path, true).values) {
            if (value === undefined || value === EMPTY) continue;
            const identity = identityOf(value);
            if (values.has(identity)) continue;
            values.set(identity, value);
            bytes += identity.length;
            if (bytes > MAX_VALUES_BYTES) throw new CommandError('Location17217', 'distinct too big, 16mb cap');
          }
        }
      }
    } finally {
      bill.close(isCollectionScan(plan));
    }
    return { values: [...values.values()].sort(compareValues), ok: 1 };
  },
};
