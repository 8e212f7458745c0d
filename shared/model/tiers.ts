/** One length of window that the store keeps. */
export interface Tier {
  readonly name: TierName;
  readonly lengthMs: number;
  /** How long its windows are kept unless the configuration says otherwise. */
  readonly retentionMs: number;
}
export type TierName = '1m' | '10m' | '1h' | '1d';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The lengths of window, finest first. The agent makes the first (its windows may be shorter than a minute, never
 * longer), each other is merged from the one before. Lengths divide each other, so a window of one tier lies in exactly
 * one of the next. Defaults fit 100 servers into 512 MB; `bench/size.ts` works it out from real documents.
 */
export const tiers = [
  { name: '1m', lengthMs: 60_000, retentionMs: DAY_MS },
  { name: '10m', lengthMs: 600_000, retentionMs: 14 * DAY_MS },
  { name: '1h', lengthMs: HOUR_MS, retentionMs: 60 * DAY_MS },
  { name: '1d', lengthMs: DAY_MS, retentionMs: 730 * DAY_MS },
] as const satisfies readonly [Tier, ...Tier[]];

/** The tier that the agent's windows go to. */
export const baseTier: Tier = tiers[0];

/** Each tier that is merged, with the one it is merged from. */
export const rollupSteps: readonly { readonly from: Tier; readonly to: Tier }[] = tiers.slice(1).map((to, i) => ({
  from: tiers[i] ?? baseTier,
  to,
}));

/** Milliseconds that the windows of each tier are kept. */
export type Retention = Readonly<Record<TierName, number>>;

const DURATION = /^(\d{1,5})([hd])$/;
/** The shortest retention of a tier: the next one has to be made of it first, also after an outage of the master. */
const MIN_RETENTION_MS = 6 * HOUR_MS;

/**
 * The retention of every tier: the defaults, with what `text` says otherwise, `1m=48h,1d=400d`.
 * @returns a problem in words when the text is not usable.
 */
export function parseRetention(text: string): Retention | { readonly problem: string } {
  const kept = Object.fromEntries(tiers.map(({ name, retentionMs }) => [name, retentionMs])) as Record<
    TierName,
    number
  >;
  for (const part of text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')) {
    const [name = '', duration = ''] = part.split('=').map((each) => each.trim());
    const tier = tiers.find((each) => each.name === name);
    const [, count, unit] = DURATION.exec(duration) ?? [];
    if (!tier || count === undefined) {
      return {
        problem: `“${part}” is no retention: write ${tiers.map((each) => each.name).join(', ')} = hours or days, as 1m=48h,1d=400d`,
      };
    }
    kept[tier.name] = Number(count) * (unit === 'h' ? HOUR_MS : DAY_MS);
    if (kept[tier.name] < MIN_RETENTION_MS) return { problem: `“${part}” is shorter than 6h` };
  }
  return kept;
}
