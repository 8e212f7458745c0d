import * as z from 'zod';
import { capacityResources, Sentence } from '../capacity.ts';

const ofGroup = { group: z.string(), resource: z.enum(capacityResources), hardware: z.string() };
const interval = { cost: z.number(), low: z.number(), high: z.number() };

/** What one crawler of a group takes on servers of the same hardware together, cores or bytes, with its 95 % interval. */
export const PooledCost = z.strictObject({
  ...ofGroup,
  ...interval,
  /** Servers whose data are in it. */
  servers: z.int().positive(),
  sentence: Sentence,
});
export type PooledCost = z.infer<typeof PooledCost>;

/** One server's cost of a group beside that of all other servers together; the ratio's interval says whether they differ. */
export const Efficiency = z.strictObject({
  ...ofGroup,
  serverId: z.string(),
  serverName: z.string(),
  ...interval,
  /** Its cost over that of the other servers. */
  ratio: z.number(),
  ratioLow: z.number(),
  ratioHigh: z.number(),
  verdict: z.enum(['like_others', 'cheaper', 'dearer']),
  sentence: Sentence,
});
export type Efficiency = z.infer<typeof Efficiency>;
