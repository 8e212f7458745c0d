import { usedCadences } from '../../shared/store/servers.ts';
import type { Db } from '../../shared/store/connection.ts';
import { errorText, log } from '../platform/log.ts';
import { reconcileSchedules } from '../platform/schedules.ts';

/** Deletes schedules that no server needs any more. A failure harms nobody: an unneeded one finds no server, and each hour tidies. */
export async function tidySchedules(db: Db): Promise<void> {
  try {
    await reconcileSchedules(await usedCadences(db));
  } catch (error) {
    log('error', `schedules were not tidied: ${errorText(error)}`);
  }
}
