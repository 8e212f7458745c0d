import { encodeDocument, type Reply } from '../bson/encode.ts';
import { int32, narrowNumber, type Doc } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { planQuery, type Hint, type Plan } from '../query/planner.ts';
import { scanMatching, type ScanCost } from '../query/scan.ts';
import type { SortField } from '../query/sort.ts';
import { keyPattern } from '../store/collection.ts';
import { parsePipeline } from './aggregate.ts';
import { documentArgument, hintArgument, listArgument, namespaceArgument } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { parseDelete } from './delete.ts';
import { parseFind } from './find.ts';
import { targetOf } from './find-and-modify.ts';
import { compileStatement, splitStatement } from './update.ts';

interface Explained {
  readonly filter: Doc;
  readonly sort: readonly SortField[];
  readonly hint: Hint;
  readonly wanted: number;
}

/** Says how a command would read, without doing it: which index, and how many keys and documents it examines. */
export const explain: Command = {
  names: ['explain'],
  fields: ['verbosity'],
  run: async (context) => {
    const inner = documentArgument(context.body, 'explain');
    const [name] = inner.keys();
    const query = explained(name ?? '', inner, context);
    const namespace = namespaceArgument(context.database, inner, name ?? '');
    const collection = context.engine.find(namespace);
    const base = { explainVersion: '1', command: inner, serverInfo: { version: 'peakwatch-embedded' } };
    if (collection === undefined) {
      return {
        ...base,
        queryPlanner: planner(namespace, query, { stage: 'EOF' }),
        executionStats: statistics(0, { keys: 0, documents: 0 }, { stage: 'EOF' }, 0),
        ok: 1,
      };
    }
    const plan = planQuery(collection, query.filter, query.sort, query.hint);
    const winning = describePlan(plan, query);
    const reply = { ...base, queryPlanner: planner(namespace, query, winning) };
    if (context.body.get('verbosity') === 'queryPlanner') return { ...reply, ok: 1 };
    const cost: ScanCost = { keys: 0, documents: 0 };
    let returned = 0;
    const began = performance.now();
    for await (const piece of scanMatching(
      context.engine.storage,
      collection,
      plan,
      compileFilter(query.filter),
      cost,
      query.wanted,
    )) {
      returned += piece.length;
      if (plan.sorted && returned >= query.wanted) break;
    }
    const stats = statistics(Math.min(returned, query.wanted), cost, winning, Math.round(performance.now() - began));
    return { ...reply, executionStats: stats, ok: 1 };
  },
};

/** What each command that can be explained looks for. */
function explained(name: string, inner: Doc, context: CommandContext): Explained {
  const statement = (field: string): Buffer => {
    const [first] = listArgument(inner, field);
    if (!(first instanceof Map)) throw new CommandError('FailedToParse', `explain of ${name} needs ${field}`);
    return encodeDocument(first);
  };
  switch (name) {
    case 'find': {
      const { filter, sort, skip, limit } = parseFind(inner);
      return { filter, sort, hint: hintArgument(inner), wanted: skip + limit };
    }
    case 'aggregate': {
      const { query } = parsePipeline(new Map([...inner, ['cursor', new Map()]]));
      return { filter: query.filter, sort: query.sort, hint: hintArgument(inner), wanted: query.skip + query.limit };
    }
    case 'count':
    case 'distinct':
      return { filter: documentArgument(inner, 'query'), sort: [], hint: hintArgument(inner), wanted: Infinity };
    case 'findAndModify':
    case 'findandmodify':
      return { ...targetOf(inner), wanted: 1 };
    case 'update': {
      const { target, multi } = compileStatement(splitStatement(statement('updates')), context.nowMs);
      return { ...target, wanted: multi ? Infinity : 1 };
    }
    case 'delete': {
      const { target, single } = parseDelete(statement('deletes'));
      return { ...target, wanted: single ? 1 : Infinity };
    }
    default:
      throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  }
}

/** A plan in MongoDB's words. */
function describePlan(plan: Plan, query: Explained): Reply {
  const read = describeRead(plan);
  if (plan.sorted || query.sort.length === 0) return read;
  return { stage: 'SORT', sortPattern: patternOf(query.sort), inputStage: read };
}

const patternOf = (sort: readonly SortField[]): Doc => keyPattern({ fields: sort });

function describeRead(plan: Plan): Reply {
  if (plan.alternatives !== undefined) {
    return {
      stage: 'SUBPLAN',
      inputStage: { stage: 'OR', inputStages: plan.alternatives.map((part) => describeRead(part)) },
    };
  }
  const { index, keys, reverse } = plan;
  const direction = reverse ? 'backward' : 'forward';
  if (index === undefined) return { stage: 'COLLSCAN', direction };
  if (index.name === '_id_' && keys?.length === 1) return { stage: 'IDHACK' };
  const scan: Reply = {
    stage: 'IXSCAN',
    keyPattern: keyPattern(index),
    indexName: index.name,
    isMultiKey: index.multikey,
    isUnique: index.unique,
    direction,
    ranges: narrowNumber(plan.ranges.length),
  };
  return { stage: 'FETCH', inputStage: scan };
}

const planner = (namespace: string, { filter }: Explained, winningPlan: Reply): Reply => ({
  namespace,
  parsedQuery: filter,
  winningPlan,
  rejectedPlans: [],
});

const statistics = (returned: number, cost: ScanCost, stages: Reply, tookMs: number): Reply => ({
  executionSuccess: true,
  nReturned: narrowNumber(returned),
  executionTimeMillis: int32(tookMs),
  totalKeysExamined: narrowNumber(cost.keys),
  totalDocsExamined: narrowNumber(cost.documents),
  executionStages: stages,
});
