import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { AppError } from '../../shared/model/app-error.ts';
import { database, type Db } from '../../shared/store/connection.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import { recordRun, type StageRun } from '../../shared/store/stages.ts';
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

/** What a run came to, for the log and for who waits for it. */
type Summary = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A handler of an asynchronous event. The event is checked against the schema; a failure is logged in words and thrown
 * on, so that Lambda counts it and tries again.
 */
export function eventHandler<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  run: (event: z.infer<Schema>, stage: Stage) => Promise<Summary>,
) {
  return async (event: unknown, context: Context): Promise<Summary> => {
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
      const durationMs = Date.now() - startedMs;
      log('info', name, { ...summary, durationMs });
      await note(name, { atMs: Date.now(), durationMs });
      return summary;
    } catch (error) {
      log('error', `${name} failed: ${errorText(error)}`, { durationMs: Date.now() - startedMs });
      await note(name, { atMs: Date.now(), failure: errorText(error) });
      throw error;
    }
  };
}

/** Longer than a write takes; where the database is away, a run does not wait for it once more. */
const NOTE_TIMEOUT_MS = 1_000;

/** Notes how a run ended, for the status. That it cannot be noted is logged and harms nothing. */
async function note(name: string, run: StageRun): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the database took longer than ${NOTE_TIMEOUT_MS} ms`));
    }, NOTE_TIMEOUT_MS);
  });
  try {
    await Promise.race([recordRun(database(config().MONGODB_URI), name, run), tooLong]);
  } catch (error) {
    log('error', `the run of ${name} could not be noted: ${errorText(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
