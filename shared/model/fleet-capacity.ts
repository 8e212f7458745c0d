import * as z from 'zod';
import { CapacityReport, Sentence } from './capacity.ts';
import { CostChange } from './change/cost-change.ts';
import { Headroom, HeadroomLimits } from './headroom.ts';
import { Leak } from './leak/leak.ts';
import { PeakReport } from './peak-cost/peak-report.ts';
import { Plan } from './plan/plan.ts';
import { Efficiency, PooledCost } from './pooled/pooled-cost.ts';

/** The mean costs of a server without their points. */
export const MeanReport = CapacityReport.omit({ points: true });
export type MeanReport = z.infer<typeof MeanReport>;

/** Everything that is worked out of one server once a day. */
export const ServerFit = z.strictObject({
  peaks: PeakReport,
  means: MeanReport,
  leaks: z.array(Leak),
  changes: z.array(CostChange),
});
export type ServerFit = z.infer<typeof ServerFit>;

/** What one crawler takes of a server's price a month, with the interval of its cost. */
export const CrawlerPrice = z.strictObject({
  amount: z.number(),
  low: z.number(),
  high: z.number(),
  currency: z.string(),
  sentence: Sentence,
});
export type CrawlerPrice = z.infer<typeof CrawlerPrice>;

/** How many more crawlers of a group fit on one server. */
export const GroupOnServer = z.strictObject({
  serverId: z.string(),
  serverName: z.string(),
  hardware: z.string().nullable(),
  presentCount: z.int(),
  headroom: Headroom,
  /** Null where the price or the cost is not known. */
  price: CrawlerPrice.nullable(),
});
export type GroupOnServer = z.infer<typeof GroupOnServer>;

/** A group over the whole fleet: what fits beside each other on different servers is added up, what is not known is not. */
export const GroupCapacity = z.strictObject({
  group: z.string(),
  presentCount: z.int(),
  more: z.int(),
  likely: z.int(),
  atMost: z.int(),
  /** Servers with the group whose headroom is not known. */
  unknownServers: z.int(),
  servers: z.array(GroupOnServer),
  pooled: z.array(PooledCost),
  efficiency: z.array(Efficiency),
  sentence: Sentence,
});
export type GroupCapacity = z.infer<typeof GroupCapacity>;

const ofResources = z.strictObject({ cpu: z.int(), memory: z.int() });

/** What a server's numbers rest on: spans of ten minutes, used and left out. */
export const FitGround = z.strictObject({
  serverId: z.string(),
  serverName: z.string(),
  madeMs: z.int(),
  days: z.number(),
  pointsUsed: ofResources,
  pointsSaturated: ofResources,
  pointsOutlying: ofResources,
});
export type FitGround = z.infer<typeof FitGround>;

/** `GET /api/capacity`. */
export const FleetCapacityAnswer = z.strictObject({
  nowMs: z.int(),
  /** How it was worked out, in words. */
  method: Sentence,
  limits: HeadroomLimits,
  fits: z.array(FitGround),
  groups: z.array(GroupCapacity),
  /** Servers whose fits are not there yet, or are old. */
  notFitted: z.array(z.strictObject({ serverId: z.string(), serverName: z.string(), sentence: Sentence })),
  sentence: Sentence,
});
export type FleetCapacityAnswer = z.infer<typeof FleetCapacityAnswer>;

/** What the user sets for plans. */
export const PlanSettings = z.strictObject({
  limits: HeadroomLimits.prefault({}),
  /** What one unit of a currency is worth in any common unit: which saving is preferred. */
  rates: z.record(z.string().regex(/^[A-Z]{3}$/), z.number().positive().max(1e9)).default({}),
});
export type PlanSettings = z.infer<typeof PlanSettings>;

/** A plan, with what it was made with and for how many servers. */
export const MadePlan = z.strictObject({ madeMs: z.int(), settings: PlanSettings, servers: z.int(), plan: Plan });
export type MadePlan = z.infer<typeof MadePlan>;

/** `GET /api/plan`. Null before the first one. */
export const PlanAnswer = z.strictObject({
  /** How it was worked out, in words. */
  method: Sentence,
  settings: PlanSettings,
  made: MadePlan.nullable(),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

const Known = z.strictObject({ cost: z.number(), low: z.number(), high: z.number() }).nullable();

/** A day's costs of one group, mean and peak, in cores and bytes; null where they were not known. */
export const GroupCosts = z.strictObject({
  name: z.string(),
  presentCount: z.int(),
  means: z.strictObject({ cpu: Known, memory: Known }),
  peaks: z.strictObject({ cpu: Known, memory: Known }),
});
export type GroupCosts = z.infer<typeof GroupCosts>;

/** `GET /api/servers/{id}/fits`: all that was worked out last, and the costs of each day, the newest first: how they drift. */
export const FitsAnswer = z.strictObject({
  serverId: z.string(),
  serverName: z.string(),
  last: z.strictObject({ madeMs: z.int(), fit: ServerFit }).nullable(),
  history: z.array(z.strictObject({ madeMs: z.int(), groups: z.array(GroupCosts) })),
});
export type FitsAnswer = z.infer<typeof FitsAnswer>;

/** A deploy or another moment that people want to see on the charts, and the costs before and after it compared. */
export const AnnotationInput = z.strictObject({
  atMs: z.int().nonnegative(),
  text: z.string().trim().min(1).max(200),
  /** Which servers it is about; all, if none are named. */
  serverIds: z.array(z.string().max(64)).max(500).default([]),
});
export type AnnotationInput = z.infer<typeof AnnotationInput>;
export const Annotation = AnnotationInput.extend({ id: z.string() });
export type Annotation = z.infer<typeof Annotation>;
