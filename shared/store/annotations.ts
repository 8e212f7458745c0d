import type { Db, Filter } from 'mongodb';
import type { Annotation, AnnotationInput } from '../model/fleet-capacity.ts';
import { type AnnotationDoc, annotations } from './collections.ts';

/** More are not kept: the oldest go. */
export const MAX_ANNOTATIONS = 10_000;

/** What to look for; `toMs` is no longer part of the range, `before` is the end of the page before. */
export interface AnnotationQuery {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** With those that are about all servers. */
  readonly serverId?: string | undefined;
  readonly before?: { readonly atMs: number; readonly id: string } | undefined;
}

/** The latest first. */
export async function listAnnotations(db: Db, query: AnnotationQuery, limit: number): Promise<Annotation[]> {
  const { fromMs, toMs, serverId, before } = query;
  const filter: Filter<AnnotationDoc> = {
    atMs: { $gte: fromMs ?? 0, $lt: toMs ?? Number.MAX_SAFE_INTEGER },
    // The empty list itself, or a list that holds the server.
    ...(serverId !== undefined && { serverIds: { $in: [[], serverId] } }),
    ...(before && { $or: [{ atMs: { $lt: before.atMs } }, { atMs: before.atMs, _id: { $lt: before.id } }] }),
  };
  const found = await annotations(db).find(filter).sort({ atMs: -1, _id: -1 }).limit(limit).toArray();
  return found.map(toAnnotation);
}

export async function findAnnotation(db: Db, id: string): Promise<Annotation | null> {
  const found = await annotations(db).findOne({ _id: id });
  return found && toAnnotation(found);
}

/** Makes an annotation, or replaces it. Of more than are kept the oldest are deleted. */
export async function putAnnotation(
  db: Db,
  id: string,
  input: AnnotationInput,
  most = MAX_ANNOTATIONS,
): Promise<Annotation> {
  await annotations(db).replaceOne({ _id: id }, input, { upsert: true });
  const tooMany = (await annotations(db).estimatedDocumentCount()) - most;
  if (tooMany > 0) {
    const oldest = await annotations(db)
      .find({}, { projection: { _id: 1 } })
      .sort({ atMs: 1, _id: 1 })
      .limit(tooMany)
      .toArray();
    await annotations(db).deleteMany({ _id: { $in: oldest.map(({ _id }) => _id) } });
  }
  return { id, ...input };
}

export async function deleteAnnotation(db: Db, id: string): Promise<boolean> {
  const { deletedCount } = await annotations(db).deleteOne({ _id: id });
  return deletedCount > 0;
}

function toAnnotation({ _id, ...rest }: AnnotationDoc): Annotation {
  return { id: _id, ...rest };
}
