import * as z from 'zod';
import { type CapacityResource, capacityResources, Sentence } from './capacity.ts';
import { headroomSentence, unknownHeadroomSentence } from './headroom-sentence.ts';
import { type Interval, peakReasons, type PeakReport } from './peak-cost/peak-report.ts';

/** Up to which share of a resource its peak may go. */
export const HeadroomLimits = z.strictObject({
  cpu: z.number().gt(0).max(1).default(0.85),
  memory: z.number().gt(0).max(1).default(0.85),
  filesystem: z.number().gt(0).max(1).default(0.9),
});
export type HeadroomLimits = z.infer<typeof HeadroomLimits>;

/** From which peak the room is counted: the highest of the range, or the one that one of twenty spans exceeds. */
export const headroomGrounds = ['highest', 'usual'] as const;
export type HeadroomGround = (typeof headroomGrounds)[number];

/** How many more crawlers of a group fit on a server. */
export const Headroom = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('known'),
    group: z.string(),
    /** So many fit even when peaks and costs stand at the upper ends of their intervals. */
    more: z.int().nonnegative(),
    /** By the estimates, and by the lower ends. */
    likely: z.int().nonnegative(),
    atMost: z.int().nonnegative(),
    /** What is full first, and for a filesystem which. */
    binds: z.enum([...capacityResources, 'filesystem']),
    mount: z.string().optional(),
    /** More than twice as many would run as ever did: that the cost stays the same is then only assumed. */
    beyondSeen: z.boolean(),
    sentence: Sentence,
  }),
  z.strictObject({
    state: z.literal('unknown'),
    group: z.string(),
    reason: z.enum(peakReasons),
    resource: z.enum(capacityResources),
    sentence: Sentence,
  }),
]);
export type Headroom = z.infer<typeof Headroom>;

export interface HeadroomSettings {
  readonly limits?: Partial<HeadroomLimits>;
  readonly ground?: HeadroomGround;
}

/** Fewer than this, whatever the room: costs of next to nothing must not promise millions. */
const MOST = 10_000;
/** What floating point may add to a sum that meets the limit exactly. */
export const ROUNDING = 1e-9;

interface Room {
  readonly resource: CapacityResource;
  readonly more: number;
  readonly likely: number;
  readonly atMost: number;
}

/**
 * The largest number of further crawlers of a group for which the upper bound of every resource's peak stays under its
 * limit. Filesystems only say whether there is any room: what crawlers write is not told apart by their count.
 * @param server its name, for the sentence.
 * @throws RangeError when the report has no such group.
 */
export function headroomOf(
  report: PeakReport,
  group: string,
  server: string,
  settings: HeadroomSettings = {},
): Headroom {
  const limits = HeadroomLimits.parse(settings.limits ?? {});
  const found = report.groups.find(({ name }) => name === group);
  if (!found) throw new RangeError(`no group ${group}`);
  const none = (binds: 'filesystem' | CapacityResource, peakShare: number, mount?: string): Headroom => ({
    state: 'known',
    group,
    ...{ more: 0, likely: 0, atMost: 0, binds, beyondSeen: false },
    ...(mount === undefined ? {} : { mount }),
    sentence: headroomSentence({ group, server, binds, limit: limits[binds], peakShare, mount }),
  });
  for (const { mount, usedBytes, totalBytes } of report.filesystems) {
    if (usedBytes >= limits.filesystem * totalBytes && totalBytes > 0) {
      return none('filesystem', usedBytes / totalBytes, mount);
    }
  }
  for (const resource of capacityResources) {
    const peak = groundOf(report, resource, settings.ground)?.value ?? 0;
    const share = peak / report.capacities[resource];
    if (share >= limits[resource]) return none(resource, share);
  }
  const rooms = capacityResources.map((resource) => roomOf(report, found, resource, limits, settings.ground));
  const known = rooms.flatMap((room) => ('open' in room ? [] : [room]));
  const tightest = least(known);
  const open = rooms.find((room) => 'open' in room && room.open < (tightest?.more ?? Infinity));
  if (!tightest || (open && 'open' in open)) {
    const { reason, resource, sentence } = open && 'open' in open ? open : noData();
    return { state: 'unknown', group, reason, resource, sentence };
  }
  const [likely, atMost] = [Math.min(...known.map((r) => r.likely)), Math.min(...known.map((r) => r.atMost))];
  const { more, resource: binds } = tightest;
  const beyondSeen = found.presentCount + more > 2 * found.maxCount;
  const sentence = headroomSentence({
    ...{ group, server, binds, limit: limits[binds], more, likely, atMost },
    ...(beyondSeen ? { mostSeen: found.maxCount } : {}),
    fromOthers: capacityResources.some((r) => found.costs[r].state === 'known' && found.costs[r].source === 'pooled'),
  });
  return { state: 'known', group, more, likely, atMost, binds, beyondSeen, sentence };
}

function noData() {
  return { reason: 'no_data', resource: 'cpu', sentence: unknownHeadroomSentence() } as const;
}

/** The peak that the room is counted from; null where nothing was read. */
export function groundOf(
  report: PeakReport,
  resource: CapacityResource,
  ground: HeadroomGround = 'highest',
): Interval | null {
  const present = report.present[resource];
  return present ? (present[ground] ?? present.highest) : null;
}

/** `open`: the cost is not known; so many fit by the upper bound all the same, −1 where there is none. */
type Open = Pick<Extract<Headroom, { state: 'unknown' }>, 'reason' | 'resource' | 'sentence'> & {
  readonly open: number;
};

function roomOf(
  report: PeakReport,
  group: PeakReport['groups'][number],
  resource: CapacityResource,
  limits: HeadroomLimits,
  ground: HeadroomGround | undefined,
): Room | Open {
  const [cost, peak] = [group.costs[resource], groundOf(report, resource, ground)];
  if (!peak) return { ...noData(), resource, open: -1 };
  const limit = limits[resource] * report.capacities[resource];
  const fit = (from: number, each: number) => Math.max(0, Math.min(MOST, Math.floor((limit - from) / each + ROUNDING)));
  if (cost.state === 'unknown') {
    const open = cost.bound !== null && cost.bound > 0 ? fit(peak.high, cost.bound) : -1;
    return { reason: cost.reason, resource, sentence: cost.sentence, open };
  }
  return {
    resource,
    more: fit(peak.high, cost.high),
    likely: fit(peak.value, cost.cost),
    atMost: fit(peak.low, cost.low),
  };
}

function least(rooms: readonly Room[]): Room | undefined {
  return rooms.reduce<Room | undefined>((best, room) => (!best || room.more < best.more ? room : best), undefined);
}
