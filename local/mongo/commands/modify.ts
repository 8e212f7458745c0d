import { ObjectId } from 'bson';
import { equalValues } from '../bson/compare.ts';
import { decodeDocument } from '../bson/decode.ts';
import { assertSound, elements, MAX_DOCUMENT_BYTES } from '../bson/elements.ts';
import { encodeDocument, encodeElement, joinElements } from '../bson/encode.ts';
import { formatValue } from '../bson/format.ts';
import type { Doc, Value } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { compilePipelineUpdate } from '../pipeline/update.ts';
import { compileFilter } from '../query/filter.ts';
import { planQuery, type Hint } from '../query/planner.ts';
import { scanMatching } from '../query/scan.ts';
import { Sorter, sortFields, type SortField } from '../query/sort.ts';
import type { Stored } from '../store/documents.ts';
import type { WriteSession } from '../store/write-session.ts';
import { compileUpdate } from '../update/compile.ts';
import type { ChangeContext } from '../update/operator.ts';
import { documentFromFilter } from '../update/upsert.ts';
import { isCollectionScan } from './find.ts';
import { openBill, type CommandContext } from './command.ts';
import { assertId } from './insert.ts';

/** What to change a document into: bytes from bytes. */
export interface Modification {
  readonly replaces: boolean;
  /** The new bytes of a stored document, or of the start of an upserted one. */
  apply(raw: Buffer, context: ChangeContext): Buffer;
}

/** Compiles `u` of an update: operators, a pipeline, or a whole document. */
export function compileModification(
  update: Value,
  raw: Buffer | undefined,
  arrayFilters: readonly Value[],
  nowMs: number,
): Modification {
  if (Array.isArray(update)) {
    if (arrayFilters.length > 0)
      throw new CommandError('FailedToParse', 'arrayFilters may not be specified for pipeline-syle updates');
    const change = compilePipelineUpdate(update, nowMs);
    return {
      replaces: false,
      apply: (bytes, context) => finish(keepId(change(decodeDocument(bytes)), context), context),
    };
  }
  if (!(update instanceof Map))
    throw new CommandError('FailedToParse', 'Update argument must be either an object or an array');
  const [first] = update.keys();
  if (first?.startsWith('$') !== true) {
    if (arrayFilters.length > 0)
      throw new CommandError('FailedToParse', 'arrayFilters may not be specified for replacement-style updates');
    return replacement(update, raw ?? encodeDocument(update));
  }
  const change = compileUpdate(update, arrayFilters);
  return { replaces: false, apply: (bytes, context) => finish(change(decodeDocument(bytes), context), context) };
}

/** A pipeline that leaves the _id out keeps it. */
const keepId = (doc: Doc, { id }: ChangeContext): Doc =>
  id === undefined || doc.has('_id') ? doc : new Map([['_id', id], ...doc]);

/** The bytes of a changed document, whose _id must be what it was. */
function finish(doc: Doc, { id, isInsert }: ChangeContext): Buffer {
  const now = doc.get('_id');
  if (id !== undefined && (now === undefined || !equalValues(now, id))) {
    throw new CommandError(
      'ImmutableField',
      `Performing an update on the path '_id' would modify the immutable field '_id'`,
    );
  }
  if (isInsert && now === undefined) return withId(new ObjectId(), encodeDocument(doc));
  if (now !== undefined && doc.keys().next().value !== '_id') {
    doc.delete('_id');
    return encodeDocument(new Map([['_id', now], ...doc]));
  }
  return encodeDocument(doc);
}

const withId = (id: Value, fields: Buffer): Buffer =>
  joinElements([encodeElement('_id', id), fields.subarray(4, fields.length - 1)]);

/** A replacement keeps the _id of what it replaces; its bytes are taken as they are. */
function replacement(update: Doc, raw: Buffer): Modification {
  assertSound(raw);
  const dollar = [...update.keys()].find((name) => name.startsWith('$'));
  if (dollar !== undefined) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  const ownId = update.get('_id');
  const rest: Buffer[] = [];
  for (const element of elements(raw)) if (element.name !== '_id') rest.push(raw.subarray(element.start, element.end));
  return {
    replaces: true,
    apply: (_bytes, { id }) => {
      if (id !== undefined && ownId !== undefined && !equalValues(id, ownId)) {
        throw new CommandError(
          'ImmutableField',
          `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${formatValue(ownId)}`,
        );
      }
      return joinElements([encodeElement('_id', id ?? ownId ?? new ObjectId()), ...rest]);
    },
  };
}

/** What is to be changed, and how to find it. */
export interface Target {
  readonly filter: Doc;
  readonly sort: readonly SortField[];
  readonly hint: Hint;
}

/** The stored documents that a write is about: the first one, or the keys of all. */
export async function findFirst(
  context: CommandContext,
  session: WriteSession,
  target: Target,
): Promise<Stored | undefined> {
  const bill = openBill(context);
  const plan = planQuery(session.collection, target.filter, target.sort, target.hint);
  const matcher = compileFilter(target.filter);
  try {
    const sorter = new Sorter<Stored>(target.sort, 1);
    const fields = sortFields(target.sort);
    for await (const piece of scanMatching(session.source, session.collection, plan, matcher, bill.cost, 1)) {
      if (plan.sorted) return piece[0];
      for (const stored of piece) sorter.add(stored, decodeDocument(stored.raw, fields), stored.raw.length);
    }
    return sorter.finish()[0];
  } finally {
    bill.close(isCollectionScan(plan));
  }
}

/** The keys of all documents that pass, found before any is changed, so that none is met twice. */
export async function findKeys(context: CommandContext, session: WriteSession, target: Target): Promise<Buffer[]> {
  const bill = openBill(context);
  const plan = planQuery(session.collection, target.filter, [], target.hint);
  const keys: Buffer[] = [];
  try {
    for await (const piece of scanMatching(
      session.source,
      session.collection,
      plan,
      compileFilter(target.filter),
      bill.cost,
    )) {
      for (const { key } of piece) keys.push(key);
    }
  } finally {
    bill.close(isCollectionScan(plan));
  }
  return keys;
}

/** Changes one stored document. @returns its new bytes and whether they differ. */
export function modifyStored(
  session: WriteSession,
  old: Stored,
  change: Modification,
  nowMs: number,
): { raw: Buffer; changed: boolean } {
  const id = decodeDocument(old.raw, new Set(['_id'])).get('_id');
  const context: ChangeContext = { id, isInsert: false, nowMs };
  const raw = change.apply(old.raw, context);
  if (raw.equals(old.raw)) return { raw: old.raw, changed: context.touched === true };
  assertSize(raw);
  session.replace(old, raw);
  return { raw, changed: true };
}

/** Makes the document of an upsert. */
export function insertUpserted(
  session: WriteSession,
  filter: Doc,
  change: Modification,
  nowMs: number,
): { id: Value; raw: Buffer } {
  const start = documentFromFilter(filter, change.replaces);
  const raw = change.apply(encodeDocument(start), { id: start.get('_id'), isInsert: true, nowMs });
  assertSize(raw);
  const id = decodeDocument(raw, new Set(['_id'])).get('_id') ?? null;
  assertId(id);
  session.insert(id, raw);
  return { id, raw };
}

function assertSize(raw: Buffer): void {
  if (raw.length > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`,
    );
  }
}
