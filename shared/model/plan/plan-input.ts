import type { CapacityResource } from '../capacity.ts';
import type { Money } from './plan.ts';

/** Numbers by slot; null or NaN is a gap. Typed arrays are fine, and for many servers wise. */
export type SlotSeries = ArrayLike<number | null>;

/** What one crawler takes of a resource at its peak, in cores or bytes, with its interval. */
export interface PeakCost {
  readonly cost: number;
  readonly low: number;
  readonly high: number;
}

/** Null where the cost is not known. */
export type CrawlerCost = Readonly<Record<CapacityResource, PeakCost | null>>;

/** A group's crawlers and what they used themselves (cores or bytes), in the second in which the server's resource was highest. */
export interface GroupSlots {
  readonly count: SlotSeries;
  readonly use: SlotSeries;
}

/** A group that ran on a server. Slots in which it had none are 0, not gaps. */
export interface PlanGroup extends Readonly<Record<CapacityResource, GroupSlots>> {
  readonly name: string;
  /** The most that ran at once. So many are moved, or more where a slot shows more. */
  readonly peakCount: number;
}

/** A server as the plan sees it. All its series are as long as the slots. */
export interface PlanServer {
  readonly id: string;
  readonly name: string;
  /** The user says it must stay. It may still take crawlers. */
  readonly pinned: boolean;
  /** Servers of the same hardware share what a crawler costs; null is like no other. */
  readonly hardware: string | null;
  readonly price: Money | null;
  readonly renewalMs: number | null;
  /** How far each resource may be used: cores and bytes. */
  readonly limits: Readonly<Record<CapacityResource, number>>;
  /** What a crawler writes is not known, so a server with a filesystem above its limit takes none. */
  readonly filesystems: readonly { readonly usedBytes: number; readonly limitBytes: number }[];
  /** By group, also of groups that do not run here if their cost on this hardware is known. */
  readonly costs: Readonly<Record<string, CrawlerCost>>;
  readonly groups: readonly PlanGroup[];
  /** The server's highest cores and bytes of each slot. */
  readonly peaks: Readonly<Record<CapacityResource, SlotSeries>>;
}

export interface PlanInput {
  /** Slot `i` is `[startMs + i · lengthMs, startMs + (i + 1) · lengthMs)` of every series. */
  readonly slots: { readonly startMs: number; readonly lengthMs: number; readonly count: number };
  readonly servers: readonly PlanServer[];
  /**
   * What one unit of a currency is worth, in any common unit. Says only which saving is preferred; no amount is converted.
   * Savings in currencies without a rate are not weighed against others.
   */
  readonly rates?: Readonly<Record<string, number>>;
}
