import type { Collection, Db } from 'mongodb';
import type { StageRuns } from '../model/status.ts';

type StageDoc = Omit<StageRuns, 'name' | 'lastSuccessMs' | 'lastDurationMs' | 'lastFailureMs' | 'lastFailure'> &
  Partial<Pick<StageRuns, 'lastSuccessMs' | 'lastDurationMs' | 'lastFailureMs' | 'lastFailure'>> & {
    /** The stage's name. */
    _id: string;
  };

const stages = (db: Db): Collection<StageDoc> => db.collection('stages');

/** How one run of a stage ended. */
export type StageRun =
  { readonly atMs: number; readonly durationMs: number } | { readonly atMs: number; readonly failure: string };

/** An error may quote a whole document. */
const MAX_FAILURE_LENGTH = 500;

/** Notes a run of a stage: one write. */
export async function recordRun(db: Db, stage: string, run: StageRun): Promise<void> {
  const failed = 'failure' in run;
  const last = failed
    ? { lastFailureMs: run.atMs, lastFailure: run.failure.slice(0, MAX_FAILURE_LENGTH) }
    : { lastSuccessMs: run.atMs, lastDurationMs: Math.round(run.durationMs) };
  await stages(db).updateOne(
    { _id: stage },
    { $set: last, $inc: { runs: 1, failures: failed ? 1 : 0 } },
    { upsert: true },
  );
}

/** What is noted of every stage that ever ran. */
export async function readRuns(db: Db): Promise<StageRuns[]> {
  const found = await stages(db).find({}).toArray();
  return found.map(({ _id, runs, failures, lastSuccessMs, lastDurationMs, lastFailureMs, lastFailure }) => ({
    name: _id,
    runs,
    failures,
    lastSuccessMs: lastSuccessMs ?? null,
    lastDurationMs: lastDurationMs ?? null,
    lastFailureMs: lastFailureMs ?? null,
    lastFailure: lastFailure ?? null,
  }));
}
