import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { AppError } from '../../shared/model/app-error.ts';
import { database, type Db } from '../../shared/store/connection.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import { config } from './config.ts';
import { errorText, log } from './log.ts';

/** What every stage gets beside its event. */
export interface Stage {
  readonly db: Db;
  /** The clock, so that the pure parts take time as an argument. */
  readonly now: () => number;
  /** Milliseconds that this invocation may still take. */
  readonly remainingMs: () => number;
}

/** The database of this process, with its indexes made. */
export async function openDatabase(): Promise<Db> {
  const db = database(config().MONGODB_URI);
  await prepareDatabase(db, config().RETENTION);
  return db;
}

/**
 * A handler of an asynchronous event. The event is checked against the schema; a failure is logged in words and thrown
 * on, so that Lambda counts it and tries again.
 */
export function eventHandler<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  run: (event: z.infer<Schema>, stage: Stage) => Promise<Readonly<Record<string, string | number | boolean | null>>>,
) {
  return async (event: unknown, context: Context): Promise<void> => {
    const startedMs = Date.now();
    // The open database connection must not keep the invocation alive.
    context.callbackWaitsForEmptyEventLoop = false;
    try {
      const parsed = schema.safeParse(event);
      if (!parsed.success)
        throw new AppError('invalid_input', `${name} was called with an unusable event: ${parsed.error.message}`);
      const db = await openDatabase();
      const summary = await run(parsed.data, {
        db,
        now: () => Date.now(),
        remainingMs: () => context.getRemainingTimeInMillis(),
      });
      log('info', name, { ...summary, durationMs: Date.now() - startedMs });
    } catch (error) {
      log('error', `${name} failed: ${errorText(error)}`, { durationMs: Date.now() - startedMs });
      throw error;
    }
  };
}
