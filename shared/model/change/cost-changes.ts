import { type CapacityResource, capacityResources } from '../capacity.ts';
import { DAY_MS, type PointSet, pointsOf } from '../capacity-points.ts';
import type { Window } from '../window.ts';
import {
  changedSentence,
  type Moment,
  type NotKnown,
  notKnownSentence,
  sameSentence,
  type Subject,
} from './change-sentence.ts';
import { changeSeries } from './change-series.ts';
import { compareAt, type Moments, momentsOf, stretchAround } from './compare-at.ts';
import { DAYS_A_SIDE, isChanged, type Sides, WHOLE_DAY_SHARE } from './compare-sides.ts';
import type { CostChange, Level } from './cost-change.ts';
import type { FoundJump } from './find-jumps.ts';

/** A deploy or another moment that somebody noted. */
export interface Noted {
  readonly id: string;
  readonly text: string;
  readonly atMs: number;
}

/** Of more annotations in the range the newest are compared: each has an answer for each group. */
export const MAX_COMPARED = 10;
/** "As much as before" is said when the difference is at most this share of what it was. */
const SAME_SHARE = 0.5;
/**
 * What one crawler of each group and the server besides them need before and after each annotation, and the jumps that no
 * annotation names; in the order of time. Pure: the same windows give the same answer. See docs/changes.md.
 * @param windows of ten minutes or an hour, of 14 to 90 days, in any order.
 * @param server cores, and bytes of memory: where the resources end.
 */
export function costChanges(
  windows: readonly Window[],
  server: { readonly cores: number; readonly memoryBytes: number },
  annotations: readonly Noted[],
): CostChange[] {
  const set = pointsOf(windows, server.cores);
  const noted = annotations
    .filter(({ atMs }) => atMs > set.fromMs && atMs <= set.toMs)
    .sort((a, b) => a.atMs - b.atMs)
    .slice(-MAX_COMPARED);
  const limits = { cpu: server.cores, memory: server.memoryBytes };
  return capacityResources
    .flatMap((resource) => changesOf(set, resource, limits[resource], noted))
    .sort((a, b) => a.atMs - b.atMs);
}

function changesOf(set: PointSet, resource: CapacityResource, limit: number, noted: readonly Noted[]): CostChange[] {
  const series = changeSeries(set, resource, limit);
  if (!series) return noted.map((each) => notKnown(atAnnotation(each), resource, { kind: 'too_short' }));
  const context = momentsOf(
    series,
    noted.map(({ atMs }) => atMs),
  );
  const names = set.groups.map(({ name }) => name);
  return [
    ...noted.flatMap((each) => changesAt(context, names, atAnnotation(each))),
    ...context.jumps.flatMap((jump) => changesAtJump(context, names, jump)),
  ];
}

function atAnnotation({ id, text, atMs }: Noted): Moment {
  return { atMs, fromMs: atMs, toMs: atMs, annotation: { id, text } };
}

/** Before and after an annotation: an answer for the base and for each group whose count varies, be it "not known". */
function changesAt(context: Moments, names: readonly string[], moment: Moment): CostChange[] {
  const { series } = context;
  const few = tooFewDays(context, moment.atMs);
  if (few) return [notKnown(moment, series.resource, few)];
  const { costs, base } = compareAt(context, moment.atMs);
  const costChanged = [...costs.values()].some(({ difference }) => isChanged(difference));
  const groups = series.active.map((group) => {
    const subject = { group: names[group] ?? '' };
    return entry(moment, series.resource, subject, costs.get(group) ?? null, 'hardly_varied');
  });
  const whole = entry(
    moment,
    series.resource,
    costChanged ? 'besides_crawlers' : 'same_crawlers',
    base,
    'too_uncertain',
  );
  return [...groups, whole];
}

/** What changed at a jump: the costs that did, or else the base. */
function changesAtJump(context: Moments, names: readonly string[], jump: FoundJump): CostChange[] {
  const { resource } = context.series;
  const moment: Moment = { atMs: jump.atMs, fromMs: jump.fromMs, toMs: jump.toMs, annotation: null };
  const all = changesAt(context, names, moment);
  const changed = all.filter(({ kind, changed }) => kind === 'cost' && changed);
  if (changed.length > 0) return [...changed, ...all.filter(({ kind, changed }) => kind === 'base' && changed)];
  const base = all.find(({ kind, changed }) => kind === 'base' && changed);
  return [base ?? baseJump(moment, resource, jump.difference)];
}

function baseJump(moment: Moment, resource: CapacityResource, difference: Level): CostChange {
  const sentence = changedSentence(moment, 'same_crawlers', resource, null, difference);
  return {
    kind: 'base',
    group: null,
    resource,
    ...moment,
    before: null,
    after: null,
    difference,
    changed: true,
    sentence,
  };
}

function tooFewDays(context: Moments, atMs: number): NotKnown | null {
  const { series, momentsMs } = context;
  const { daysBefore, daysAfter } = stretchAround(context, atMs);
  if (daysAfter < DAYS_A_SIDE) {
    if (momentsMs.some((ms) => ms > atMs)) return { kind: 'next_too_soon' };
    const partly = atMs % DAY_MS <= (1 - WHOLE_DAY_SHARE) * DAY_MS;
    const firstMs = (Math.floor(atMs / DAY_MS) + (partly ? 0 : 1)) * DAY_MS;
    const lastMs = series.startMs.at(-1) ?? 0;
    return { kind: 'few_days_after', days: daysAfter, knownMs: Math.max(firstMs + DAYS_A_SIDE * DAY_MS, lastMs) };
  }
  if (daysBefore >= DAYS_A_SIDE) return null;
  return momentsMs.some((ms) => ms < atMs) ? { kind: 'last_too_late' } : { kind: 'few_days_before', days: daysBefore };
}

function entry(
  moment: Moment,
  resource: CapacityResource,
  subject: Subject,
  sides: Sides | null,
  otherwise: 'hardly_varied' | 'too_uncertain',
): CostChange {
  if (!sides) return notKnown(moment, resource, { kind: otherwise, subject });
  const { before, after, difference } = sides;
  const changed = isChanged(difference);
  const most = Math.max(Math.abs(difference.low), Math.abs(difference.high));
  if (!changed && most > SAME_SHARE * Math.abs(before.value)) {
    return notKnown(moment, resource, { kind: 'too_uncertain', subject });
  }
  const sentence = changed
    ? changedSentence(moment, subject, resource, sides, difference)
    : sameSentence(moment, subject, resource, difference);
  return { ...about(subject), resource, ...moment, before, after, difference, changed, sentence };
}

function notKnown(moment: Moment, resource: CapacityResource, why: NotKnown): CostChange {
  const nothing = { before: null, after: null, difference: null, changed: false };
  const subject = 'subject' in why ? why.subject : 'same_crawlers';
  return { ...about(subject), resource, ...moment, ...nothing, sentence: notKnownSentence(moment, resource, why) };
}

function about(subject: Subject): Pick<CostChange, 'kind' | 'group'> {
  return typeof subject === 'string' ? { kind: 'base', group: null } : { kind: 'cost', group: subject.group };
}
