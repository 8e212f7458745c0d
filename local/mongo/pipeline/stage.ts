import type { Doc, Value } from '../bson/value.ts';

/** Documents on their way through a pipeline, piece by piece. */
export type Stream = AsyncIterable<Doc[]>;
export type Stage = (source: Stream) => Stream;

/** What a stage may use beside its documents. */
export interface StageEnvironment {
  readonly nowMs: number;
  /** Documents of another collection of the same database, found through its indexes. */
  readonly read: (collection: string, filter: Doc) => Promise<Doc[]>;
}

/** A stage that turns one document into one other. */
export type Mapper = (doc: Doc) => Doc;
export type MapperFactory = (operand: Value, nowMs: number) => Mapper;

/** A stage of any other kind. @param next the operands of the stages behind it, by which it may save work. */
export type StageFactory = (operand: Value, environment: StageEnvironment, next: readonly Doc[]) => Stage;

/** A stage that keeps, changes or multiplies documents one by one. */
export const flatMap = (change: (doc: Doc) => Doc[]): Stage =>
  async function* mapped(source) {
    for await (const piece of source) {
      const out = piece.flatMap(change);
      if (out.length > 0) yield out;
    }
  };
