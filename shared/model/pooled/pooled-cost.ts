import * as z from 'zod';
import { capacityResources, Sentence } from '../capacity.ts';

/** Mean use, or the highest second of ten minutes. */
export const costStatistics = ['mean', 'peak'] as const;
export type CostStatistic = (typeof costStatistics)[number];

const subject = { group: z.string(), statistic: z.enum(costStatistics), resource: z.enum(capacityResources) };
const interval = { cost: z.number(), low: z.number(), high: z.number() };

/** What one crawler of a group takes on servers of the same hardware together, cores or bytes, with 95 % intervals. */
export const PooledCost = z.strictObject({
  ...subject,
  hardware: z.string(),
  /** Of their mean. */
  ...interval,
  /** Of one more server of the kind, which may differ from the mean. */
  serverLow: z.number(),
  serverHigh: z.number(),
  /** Servers whose data are in it. */
  servers: z.int().positive(),
  sentence: Sentence,
});
export type PooledCost = z.infer<typeof PooledCost>;

/** One server's mean cost of a group beside that of all other servers; the ratio's interval says by how much they differ. */
export const Efficiency = z.strictObject({
  group: z.string(),
  resource: z.enum(capacityResources),
  serverId: z.string(),
  serverName: z.string(),
  hardware: z.string(),
  ...interval,
  /** Its cost over that of the other servers. */
  ratio: z.number(),
  ratioLow: z.number(),
  ratioHigh: z.number(),
  /** `dearer` and `cheaper` are said only of what is no chance, also when many servers are compared. */
  verdict: z.enum(['like_others', 'cheaper', 'dearer']),
  sentence: Sentence,
});
export type Efficiency = z.infer<typeof Efficiency>;
