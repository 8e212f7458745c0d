import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Doc, Value } from '../bson/value.ts';
import { DEFAULT_FIRST_BATCH, type Piece } from '../cursor.ts';
import { CommandError, notSupported } from '../errors.ts';
import { compileGroup } from '../pipeline/group.ts';
import type { StageEnvironment, Stream } from '../pipeline/stage.ts';
import { compilePipeline, wholeNumber } from '../pipeline/stages.ts';
import { compileFilter } from '../query/filter.ts';
import { planQuery } from '../query/planner.ts';
import { scanMatching } from '../query/scan.ts';
import { parseSort } from '../query/sort.ts';
import type { Collection } from '../store/collection.ts';
import {
  countArgument,
  documentArgument,
  flagArgument,
  listArgument,
  namespaceArgument,
  refuseCollation,
} from './arguments.ts';
import { openBill, type Command, type CommandContext } from './command.ts';
import { isCollectionScan, runFind, type FindQuery } from './find.ts';

/** Sends the documents of a collection through stages. */
export const aggregate: Command = {
  names: ['aggregate'],
  fields: ['pipeline', 'cursor', 'explain', 'allowDiskUse', 'bypassDocumentValidation', 'hint', 'collation', 'let'],
  run: async (context) => {
    const { body, cursors, engine, database } = context;
    if (typeof body.get('aggregate') !== 'string') throw notSupported('an aggregation of a database');
    const namespace = namespaceArgument(database, body, 'aggregate');
    const pipeline = parsePipeline(body);
    const cursorOptions = documentArgument(body, 'cursor');
    const rest = compilePipeline(pipeline.rest, environmentOf(context));
    const collection = engine.find(namespace);
    const source =
      collection === undefined
        ? encoded(rest(emptyStream()))
        : pipeline.rest.length === 0
          ? runFind(context, collection, pipeline.query)
          : encoded(rest(decoded(runFind(context, collection, pipeline.query), pipeline.fields)));
    const { id, batch } = await cursors.start(namespace, source, {
      batchSize: countArgument(cursorOptions, 'batchSize') ?? DEFAULT_FIRST_BATCH,
      singleBatch: false,
      session: context.session,
      nowMs: context.nowMs,
    });
    return { cursor: { firstBatch: batch, id, ns: namespace }, ok: 1 };
  },
};

/** A pipeline whose beginning is done by the planner: matches, one sort, skips and limits. */
export interface PlannedPipeline {
  readonly query: FindQuery;
  readonly rest: readonly Value[];
  /** Top-level fields that the rest reads, if that is known. */
  readonly fields: ReadonlySet<string> | undefined;
}

export function parsePipeline(body: Doc): PlannedPipeline {
  refuseCollation(body);
  if (flagArgument(body, 'explain')) throw notSupported('aggregate with explain: true; the explain command does it');
  if (documentArgument(body, 'let').size > 0) throw notSupported('aggregate with let');
  if (!(body.get('cursor') instanceof Map)) {
    throw new CommandError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  const stages = listArgument(body, 'pipeline');
  const filters: Doc[] = [];
  let at = 0;
  const stageAt = (name: string): Value | undefined => {
    const stage = stages[at];
    return stage instanceof Map && stage.size === 1 ? stage.get(name) : undefined;
  };
  for (let match = stageAt('$match'); match instanceof Map; match = stageAt('$match')) {
    filters.push(match);
    at += 1;
  }
  let sort: ReturnType<typeof parseSort> = [];
  const order = stageAt('$sort');
  if (order instanceof Map && order.size > 0) {
    sort = parseSort(order);
    at += 1;
  }
  let skip = 0;
  for (let by = stageAt('$skip'); by !== undefined; by = stageAt('$skip')) {
    skip += wholeNumber(by, '$skip', 0);
    at += 1;
  }
  let limit = Infinity;
  for (let most = stageAt('$limit'); most !== undefined; most = stageAt('$limit')) {
    limit = Math.min(limit, wholeNumber(most, '$limit', 1));
    at += 1;
  }
  const filter = conjunctionOf(filters);
  compileFilter(filter);
  const rest = stages.slice(at);
  return {
    query: { filter, sort, skip, limit, body: new Map([...body].filter(([name]) => name === 'hint')) },
    rest,
    fields: fieldsRead(rest),
  };
}

/** All filters as one. */
function conjunctionOf(filters: readonly Doc[]): Doc {
  const [only] = filters;
  if (filters.length <= 1) return only ?? new Map<string, Value>();
  return new Map<string, Value>([['$and', [...filters]]]);
}

/** What the first stage behind the query reads of each document. */
function fieldsRead([first]: readonly Value[]): ReadonlySet<string> | undefined {
  if (!(first instanceof Map)) return undefined;
  if (first.has('$count')) return new Set();
  const group = first.get('$group');
  return group === undefined ? undefined : compileGroup(group, 0).fields;
}

async function* decoded(source: AsyncGenerator<Piece>, fields: ReadonlySet<string> | undefined): AsyncGenerator<Doc[]> {
  for await (const { documents } of source) yield documents.map((raw) => decodeDocument(raw, fields));
}

async function* encoded(source: Stream): AsyncGenerator<Piece> {
  for await (const piece of source) yield { documents: piece.map(encodeDocument) };
}

async function* emptyStream(): AsyncGenerator<Doc[]> {
  yield await Promise.resolve([]);
}

/** What stages may use of the server. */
export function environmentOf(context: CommandContext): StageEnvironment {
  const { engine, database, nowMs } = context;
  return {
    nowMs,
    read: async (name, filter) => {
      const collection = engine.find(`${database}.${name}`);
      return collection === undefined ? [] : readAll(context, collection, filter);
    },
  };
}

async function readAll(context: CommandContext, collection: Collection, filter: Doc): Promise<Doc[]> {
  const plan = planQuery(collection, filter, [], undefined);
  const bill = openBill(context);
  const docs: Doc[] = [];
  try {
    for await (const piece of scanMatching(
      context.engine.storage,
      collection,
      plan,
      compileFilter(filter),
      bill.cost,
    )) {
      for (const { raw } of piece) docs.push(decodeDocument(raw));
    }
  } finally {
    bill.close(isCollectionScan(plan));
  }
  return docs;
}
