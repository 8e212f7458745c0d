import type { Reply } from '../bson/encode.ts';
import { isNumber, toDouble, type Doc } from '../bson/value.ts';
import type { Cursors } from '../cursor.ts';
import type { ScanCost } from '../query/scan.ts';
import type { Engine } from '../store/engine.ts';

/** What `serverStatus` tells; counted since the start. */
export interface Counters {
  /** Commands by name. */
  readonly commands: Map<string, number>;
  /** Queries that read a whole collection. */
  collectionScans: number;
  keysExamined: number;
  documentsExamined: number;
  connections: number;
  connectionsMade: number;
  readonly startedMs: number;
}

/** What a command may use. */
export interface CommandContext {
  readonly engine: Engine;
  readonly cursors: Cursors;
  readonly counters: Counters;
  readonly database: string;
  /** The command itself, without its document sequences. */
  readonly body: Doc;
  /** The command's bytes. */
  readonly raw: Buffer;
  /** `documents` of insert, `updates` of update, `deletes` of delete, as bytes. */
  readonly sequences: ReadonlyMap<string, Buffer[]>;
  readonly session: string | undefined;
  readonly connectionId: number;
  readonly nowMs: number;
}

/** One command of the protocol. */
export interface Command {
  /** Its name first, then other names that clients use. */
  readonly names: readonly string[];
  /** The fields that it understands, besides those that every command has; another field is an error. */
  readonly fields: readonly string[] | 'any';
  /** Whether it belongs on the database `admin`. */
  readonly adminOnly?: boolean;
  run(context: CommandContext): Promise<Reply>;
}

/** A fresh bill for one query, and the counters that it is added to. */
export function openBill(context: CommandContext): { cost: ScanCost; close: (collectionScan: boolean) => void } {
  const cost: ScanCost = { keys: 0, documents: 0, deadlineMs: deadline(context) };
  return {
    cost,
    close: (collectionScan) => {
      context.counters.keysExamined += cost.keys;
      context.counters.documentsExamined += cost.documents;
      if (collectionScan) context.counters.collectionScans += 1;
    },
  };
}

function deadline({ body, nowMs }: CommandContext): number | undefined {
  const limit = body.get('maxTimeMS');
  return isNumber(limit) && toDouble(limit) > 0 ? nowMs + toDouble(limit) : undefined;
}
