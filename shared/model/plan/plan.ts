import * as z from 'zod';
import { capacityResources, Sentence } from '../capacity.ts';

/** A server by its id, with the name that people know it by. */
export const PlanServerName = z.strictObject({ id: z.string(), name: z.string() });
export type PlanServerName = z.infer<typeof PlanServerName>;

/** A price a month in the currency the user wrote, e.g. `EUR`. Amounts of different currencies are never added. */
export const Money = z.strictObject({ monthly: z.number().nonnegative(), currency: z.string().min(1) });
export type Money = z.infer<typeof Money>;

/** The slot in which a server would have been fullest. `value` and `limit` are cores or bytes, `ratio` is value / limit. */
export const FullestMoment = z.strictObject({
  server: PlanServerName,
  startMs: z.int(),
  lengthMs: z.int(),
  resource: z.enum(capacityResources),
  value: z.number(),
  limit: z.number(),
  ratio: z.number(),
});
export type FullestMoment = z.infer<typeof FullestMoment>;

/** So many crawlers of a group go from one server to another. */
export const Move = z.strictObject({
  group: z.string(),
  from: PlanServerName,
  to: PlanServerName,
  count: z.int().positive(),
});
export type Move = z.infer<typeof Move>;

/** A server that can be given back. Each can be given back without the others: the plan holds for every part of it. */
export const Release = z.strictObject({
  server: PlanServerName,
  moves: z.array(Move),
  /** Null when the server has no price. */
  saving: Money.nullable(),
  /** When the server is next renewed; null when not known or past. Giving it back before saves the next period. */
  renewalMs: z.int().nullable(),
  /** Of the servers that take its crawlers, the one that would have been fullest, with all moves of the plan made. */
  fullest: FullestMoment,
  sentence: Sentence,
});
export type Release = z.infer<typeof Release>;

/** A server that takes crawlers, and its fullest moment with them. */
export const Target = z.strictObject({ server: PlanServerName, takes: z.int().positive(), fullest: FullestMoment });
export type Target = z.infer<typeof Target>;

const staying = { server: PlanServerName, sentence: Sentence };

/** Why a server stays. */
export const Stay = z.discriminatedUnion('reason', [
  z.strictObject({ ...staying, reason: z.literal('pinned') }),
  z.strictObject({ ...staying, reason: z.literal('not_measured') }),
  /** No crawler ran on it: what else it is for is not known here. */
  z.strictObject({ ...staying, reason: z.literal('no_crawlers') }),
  /** Most of its load is not its crawlers': `share` of what the server used of the resource. */
  z.strictObject({
    ...staying,
    reason: z.literal('mostly_other_load'),
    resource: z.enum(capacityResources),
    share: z.number(),
  }),
  /** Every other server goes or was never measured. */
  z.strictObject({ ...staying, reason: z.literal('no_other_server') }),
  /** No other server that stays knows what one crawler of these groups costs on its hardware. */
  z.strictObject({ ...staying, reason: z.literal('cost_unknown'), groups: z.array(z.string()) }),
  /** There are other servers that know the cost, but each has a filesystem over its limit. */
  z.strictObject({ ...staying, reason: z.literal('filesystems_full') }),
  /** `count` crawlers of `group`, its own or taken from a released server, find no place; `moment` is where they would have overflowed least. */
  z.strictObject({
    ...staying,
    reason: z.literal('no_room'),
    group: z.string(),
    count: z.int().positive(),
    moment: FullestMoment,
  }),
]);
export type Stay = z.infer<typeof Stay>;

/** Slots in which something of a server was not measured, so that its highest known load was assumed there. */
export const PlanGap = z.strictObject({ server: PlanServerName, slots: z.int().positive(), sentence: Sentence });
export type PlanGap = z.infer<typeof PlanGap>;

/** Which servers can be given back, where their crawlers go, and what the time-aligned past says of it. */
export const Plan = z.strictObject({
  slots: z.strictObject({ startMs: z.int(), lengthMs: z.int().positive(), count: z.int().positive() }),
  releases: z.array(Release),
  /** One entry a currency, sorted by its name: the sum of the prices of the released servers. */
  savings: z.array(Money),
  /** Released servers whose price is not known. */
  unpriced: z.int(),
  targets: z.array(Target),
  stays: z.array(Stay),
  gaps: z.array(PlanGap),
  sentence: Sentence,
});
export type Plan = z.infer<typeof Plan>;
