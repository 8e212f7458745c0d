import { rollUp } from '../../shared/model/roll-up.ts';
import { baseTier, type Tier } from '../../shared/model/tiers.ts';
import { type Window, windowStartMs } from '../../shared/model/window.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';
import type { Unpacking } from '../../shared/store/window-codec.ts';
import { readWindows } from '../../shared/store/windows.ts';
import type { Db } from '../../shared/store/connection.ts';
import { config } from '../platform/config.ts';
import { chooseTier } from './tier.ts';

/** Up to this length the end of a range is made of minutes that the rollup has not got to yet; a day would be too many. */
const MAX_LIVE_LENGTH_MS = 3_600_000;

/** The windows of a range in the finest tier that fits, up to the present minute. */
export async function readRange(
  db: Db,
  server: Pick<ServerDoc, '_id' | 'rollupFromMs'>,
  range: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
  limit: number,
  unpacking?: Unpacking,
): Promise<{ readonly tier: Tier; readonly windows: Window[] }> {
  const tier = chooseTier(range, nowMs, config().RETENTION, limit);
  const { fromMs, toMs } = range;
  const liveMs = tier.lengthMs <= MAX_LIVE_LENGTH_MS ? windowStartMs(server.rollupFromMs, tier.lengthMs) : toMs;
  if (tier.name === baseTier.name || liveMs >= toMs) {
    return { tier, windows: await readWindows(db, tier.name, server._id, fromMs, toMs, unpacking) };
  }
  const [made, minutes] = await Promise.all([
    readWindows(db, tier.name, server._id, fromMs, liveMs, unpacking),
    readWindows(db, baseTier.name, server._id, Math.max(liveMs, windowStartMs(fromMs, tier.lengthMs)), toMs, unpacking),
  ]);
  return { tier, windows: [...made, ...rollUp(minutes, tier.lengthMs)] };
}
