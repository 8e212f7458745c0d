import { DEFAULT_FIRST_BATCH, type Piece } from '../cursor.ts';
import { notSupported } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { planQuery, type Plan } from '../query/planner.ts';
import { compileProjection } from '../query/projection.ts';
import { scanMatching } from '../query/scan.ts';
import { addRaw, parseSort, Sorter, sortFields } from '../query/sort.ts';
import type { Doc } from '../bson/value.ts';
import type { Collection } from '../store/collection.ts';
import {
  countArgument,
  documentArgument,
  flagArgument,
  hintArgument,
  namespaceArgument,
  refuseCollation,
} from './arguments.ts';
import { openBill, type Command, type CommandContext } from './command.ts';

const REFUSED_OPTIONS = ['min', 'max', 'returnKey', 'showRecordId', 'tailable', 'awaitData', 'let'] as const;

/** Reads the documents that pass a filter. */
export const find: Command = {
  names: ['find'],
  fields: [
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'noCursorTimeout',
    'allowDiskUse',
    'allowPartialResults',
    'collation',
    'oplogReplay',
    ...REFUSED_OPTIONS,
  ],
  run: async (context) => {
    const { body, engine, cursors } = context;
    const namespace = namespaceArgument(context.database, body, 'find');
    const query = parseFind(body);
    const collection = engine.find(namespace);
    const source = collection === undefined ? nothing() : runFind(context, collection, query);
    const { id, batch } = await cursors.start(namespace, source, {
      batchSize: countArgument(body, 'batchSize') ?? DEFAULT_FIRST_BATCH,
      singleBatch: flagArgument(body, 'singleBatch'),
      session: context.session,
      nowMs: context.nowMs,
    });
    return { cursor: { firstBatch: batch, id, ns: namespace }, ok: 1 };
  },
};

/** A `find` taken apart and checked. */
export interface FindQuery {
  readonly filter: Doc;
  readonly sort: ReturnType<typeof parseSort>;
  readonly skip: number;
  readonly limit: number;
  readonly body: Doc;
}

export function parseFind(body: Doc): FindQuery {
  refuseCollation(body);
  for (const option of REFUSED_OPTIONS) {
    const value = body.get(option);
    if (value !== undefined && value !== false && !(value instanceof Map && value.size === 0))
      throw notSupported(`find with ${option}`);
  }
  const filter = documentArgument(body, 'filter');
  const projection = body.get('projection');
  compileFilter(filter);
  compileProjection(projection);
  const limit = countArgument(body, 'limit') ?? 0;
  return {
    filter,
    sort: parseSort(body.get('sort')),
    skip: countArgument(body, 'skip') ?? 0,
    limit: limit === 0 ? Infinity : limit,
    body,
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an empty source has nothing to wait for
export async function* nothing(): AsyncGenerator<Piece> {
  yield { documents: [], last: true };
}

/** The plan of a find on a collection. */
export const planFind = (collection: Collection, { filter, sort, body }: FindQuery): Plan =>
  planQuery(collection, filter, sort, hintArgument(body));

/** Runs a find: read, filter, sort, skip, limit, project. Nothing is decoded that need not be. */
export async function* runFind(
  context: CommandContext,
  collection: Collection,
  query: FindQuery,
): AsyncGenerator<Piece> {
  const plan = planFind(collection, query);
  const bill = openBill(context);
  const project = compileProjection(query.body.get('projection'));
  try {
    const ordered = plan.sorted
      ? inOrder(context, collection, plan, query, bill.cost)
      : sorted(context, collection, plan, query, bill.cost);
    for await (const piece of ordered) {
      yield project === undefined ? piece : { ...piece, documents: piece.documents.map(project) };
    }
  } finally {
    bill.close(isCollectionScan(plan));
  }
}

/** Whether a plan reads a collection from end to end. */
export const isCollectionScan = (plan: Plan): boolean => plan.index === undefined && plan.alternatives === undefined;

type Cost = ReturnType<typeof openBill>['cost'];

async function* inOrder(
  { engine }: CommandContext,
  collection: Collection,
  plan: Plan,
  query: FindQuery,
  cost: Cost,
): AsyncGenerator<Piece> {
  let skip = query.skip;
  let left = query.limit;
  const want = skip + left;
  for await (const piece of scanMatching(engine.storage, collection, plan, compileFilter(query.filter), cost, want)) {
    const documents = piece.slice(skip, skip + left).map(({ raw }) => raw);
    skip = Math.max(0, skip - piece.length);
    left -= documents.length;
    if (left <= 0) {
      yield { documents, last: true };
      return;
    }
    if (documents.length > 0) yield { documents };
  }
}

async function* sorted(
  { engine }: CommandContext,
  collection: Collection,
  plan: Plan,
  query: FindQuery,
  cost: Cost,
): AsyncGenerator<Piece> {
  const sorter = new Sorter<Buffer>(query.sort, query.skip + query.limit);
  const fields = sortFields(query.sort);
  for await (const piece of scanMatching(engine.storage, collection, plan, compileFilter(query.filter), cost)) {
    for (const { raw } of piece) addRaw(sorter, raw, fields);
  }
  yield { documents: sorter.finish().slice(query.skip), last: true };
}
