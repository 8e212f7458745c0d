import type { Reply, ReplyValue } from '../bson/encode.ts';
import { int32, isTruthy } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { documentArgument } from './arguments.ts';
import type { CommandContext } from './command.ts';

/** Statements in one command (maxWriteBatchSize in `hello`). */
export const MAX_STATEMENTS = 100_000;

export interface WriteOutcome {
  readonly errors: Reply[];
  /** How many statements went well. */
  readonly done: number;
}

/** The statements of a write command. @throws CommandError if there is none or there are too many. */
export function statements(context: CommandContext, name: string): readonly Buffer[] {
  const found = context.sequences.get(name);
  if (found === undefined)
    throw new CommandError('FailedToParse', `BSON field '${name}' is missing but a required field`);
  if (found.length === 0 || found.length > MAX_STATEMENTS) {
    throw new CommandError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_STATEMENTS}. Got ${found.length} operations.`,
    );
  }
  return found;
}

/** Runs statements one after another. An error of one is noted with its place; an ordered run ends there. */
export async function collectWriteErrors<T>(
  all: readonly T[],
  ordered: boolean,
  run: (statement: T, index: number) => Promise<void>,
): Promise<WriteOutcome> {
  const errors: Reply[] = [];
  let done = 0;
  for (const [index, statement] of all.entries()) {
    try {
      await run(statement, index);
      done += 1;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push({
        index: int32(index),
        code: int32(error.code),
        ...(error.details as Record<string, ReplyValue>),
        errmsg: error.message,
      });
      if (ordered) break;
    }
  }
  return { errors, done };
}

/** Waits for the disk when the write concern asks for the journal. */
export async function acknowledge({ engine, body }: CommandContext): Promise<void> {
  if (isTruthy(documentArgument(body, 'writeConcern').get('j'))) await engine.storage.sync();
}
