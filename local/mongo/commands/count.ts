import { narrowNumber } from '../bson/value.ts';
import { compileFilter } from '../query/filter.ts';
import { planQuery } from '../query/planner.ts';
import { scanMatching } from '../query/scan.ts';
import { countArgument, documentArgument, hintArgument, namespaceArgument, refuseCollation } from './arguments.ts';
import { openBill, type Command } from './command.ts';
import { isCollectionScan } from './find.ts';

/** Counts documents; without a filter it reads none. */
export const count: Command = {
  names: ['count'],
  fields: ['query', 'skip', 'limit', 'hint', 'collation', 'fields'],
  run: async (context) => {
    const { body, engine, database } = context;
    refuseCollation(body);
    const filter = documentArgument(body, 'query');
    const matcher = compileFilter(filter);
    const skip = countArgument(body, 'skip') ?? 0;
    const limit = countArgument(body, 'limit') ?? 0;
    const hint = hintArgument(body);
    const collection = engine.find(namespaceArgument(database, body, 'count'));
    let found = 0;
    if (collection !== undefined && filter.size === 0) found = collection.documents;
    else if (collection !== undefined) {
      const plan = planQuery(collection, filter, [], hint);
      const bill = openBill(context);
      try {
        for await (const piece of scanMatching(engine.storage, collection, plan, matcher, bill.cost)) {
          found += piece.length;
          if (limit > 0 && found >= skip + limit) break;
        }
      } finally {
        bill.close(isCollectionScan(plan));
      }
    }
    const rest = Math.max(0, found - skip);
    return { n: narrowNumber(limit > 0 ? Math.min(limit, rest) : rest), ok: 1 };
  },
};
