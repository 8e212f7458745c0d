import { type Retention, type TierName, tiers } from './tiers.ts';

/**
 * What Atlas's free tier holds, uncompressed data and indexes together, in bytes.
 * Source: mongodb.com/docs/atlas/reference/free-shared-limitations ("512 MB").
 */
export const DATABASE_LIMIT_BYTES = 512 * 2 ** 20;

/** What makes a server's windows large or small. */
export interface ServerShape {
  readonly groups: number;
  readonly filesystems: number;
}

/** Bytes of a stored minute and its share of the indexes, from `bench/size.ts` on MongoDB 6: 503 with 5 and 2, 1,026 with 20 and 4. */
const MINUTE_BYTES = { window: 307, group: 33, filesystem: 16 } as const;
/** Index entries of a window: `_id` and the expiry. */
export const INDEX_BYTES_PER_WINDOW = 27;
/** Longer windows hold larger sums and more names. */
const LENGTH_FACTOR: Readonly<Record<TierName, number>> = { '1m': 1, '10m': 1.09, '1h': 1.16, '1d': 1.26 };

/** A server's fit (7 KB with 5 groups), and four hundred days of its costs at some 0.7 KB: counted from the documents, with their indexes. */
const FIT_BYTES_PER_SERVER = 300_000;

/** Bytes, document and indexes, that a window of such a server is expected to take, before there is one to measure. */
export function expectedWindowBytes(tier: TierName, { groups, filesystems }: ServerShape): number {
  const { window, group, filesystem } = MINUTE_BYTES;
  return (window + group * groups + filesystem * filesystems) * LENGTH_FACTOR[tier];
}

/** What one tier will hold once its windows begin to expire. */
export interface TierForecast {
  readonly name: TierName;
  readonly retentionMs: number;
  readonly windowsPerServer: number;
  /** Mean bytes of a window, document and indexes. */
  readonly windowBytes: number;
  /** Whether that comes from stored documents. */
  readonly measured: boolean;
  readonly endBytes: number;
}

/**
 * Where a fleet will end: every tier full to its retention, and the history of costs too; what is there of that counts twice.
 * @param fleet one shape a server; what they are counts only where nothing is measured
 * @param measured mean bytes of a stored window, document and indexes, of each tier that has any: the others follow from them
 * @param otherBytes what everything else in the database takes
 */
export function forecastSize(
  fleet: readonly ServerShape[],
  retention: Retention,
  measured: Readonly<Partial<Record<TierName, number>>>,
  otherBytes: number,
): { readonly tiers: TierForecast[]; readonly endBytes: number } {
  const known = tiers.find(({ name }) => measured[name] !== undefined)?.name;
  const expected = fleet.reduce((sum, shape) => sum + expectedWindowBytes('1m', shape), 0) / Math.max(1, fleet.length);
  const minuteBytes = known ? (measured[known] ?? 0) / LENGTH_FACTOR[known] : expected;
  const forecasts = tiers.map(({ name, lengthMs }): TierForecast => {
    const windowsPerServer = Math.ceil(retention[name] / lengthMs);
    const windowBytes = measured[name] ?? minuteBytes * LENGTH_FACTOR[name];
    return {
      name,
      retentionMs: retention[name],
      windowsPerServer,
      windowBytes: Math.round(windowBytes),
      measured: measured[name] !== undefined,
      endBytes: Math.round(fleet.length * windowsPerServer * windowBytes),
    };
  });
  const others = Math.round(otherBytes) + FIT_BYTES_PER_SERVER * fleet.length;
  return { tiers: forecasts, endBytes: forecasts.reduce((sum, tier) => sum + tier.endBytes, others) };
}

/** The forecast in a sentence: `12 servers will take 34 MB; that is 7 % of 512 MB.` */
export function sizeSentence(servers: number, endBytes: number, limitBytes: number): string {
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const share = (100 * endBytes) / limitBytes;
  const who = servers === 1 ? '1 server' : `${servers} servers`;
  const end = `${who} will take ${megabytes(endBytes)}; that is ${share < 1 && share > 0 ? 'less than 1' : share.toFixed(0)} % of ${megabytes(limitBytes)}`;
  return share <= 100 ? `${end}.` : `${end}: shorten RETENTION, or take a larger database.`;
}
