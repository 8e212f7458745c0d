import * as z from 'zod';
import { type CapacityResource, capacityResources, Sentence } from './capacity.ts';
import { groundOf, HeadroomLimits, type HeadroomSettings, ROUNDING } from './headroom.ts';
import { percent, RESOURCE_NAMES } from './headroom-sentence.ts';
import { peakReasons, type PeakReport } from './peak-cost/peak-report.ts';

/** A resource's predicted peak, cores or bytes, with its interval. `ofLimit` is the estimate as a share of the limit: above 1 is over it. */
export const PredictedPeak = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('known'),
    value: z.number(),
    low: z.number(),
    high: z.number(),
    /** Shares of the limit: of the estimate, and of the upper end. */
    ofLimit: z.number(),
    highOfLimit: z.number(),
  }),
  /** `group` is the one whose cost is not known; absent where the resource was not read. */
  z.strictObject({ state: z.literal('unknown'), reason: z.enum(peakReasons), group: z.string().optional() }),
]);
export type PredictedPeak = z.infer<typeof PredictedPeak>;

/** What the peaks would be with other counts. `verdict`: fits for sure, may not fit, does not fit, is not known. */
export const WhatIf = z.strictObject({
  cpu: PredictedPeak,
  memory: PredictedPeak,
  verdict: z.enum(['fits', 'may_not_fit', 'does_not_fit', 'unknown']),
  sentence: Sentence,
});
export type WhatIf = z.infer<typeof WhatIf>;

/**
 * The peaks with so many crawlers more (or fewer, below 0) of any groups. The ends of the costs are added up, so the
 * interval of a mix is rather too wide than too narrow. No more can go than are there.
 * @throws RangeError for a group that the report does not know.
 */
export function whatIf(
  report: PeakReport,
  changes: Readonly<Record<string, number>>,
  settings: HeadroomSettings = {},
): WhatIf {
  const limits = HeadroomLimits.parse(settings.limits ?? {});
  for (const name of Object.keys(changes)) {
    if (!report.groups.some((group) => group.name === name)) throw new RangeError(`no group ${name}`);
  }
  const of = (resource: CapacityResource) => predict(report, changes, resource, limits[resource], settings);
  const peaks = { cpu: of('cpu'), memory: of('memory') };
  const verdict = verdictOf(Object.values(peaks));
  return { ...peaks, verdict, sentence: sentenceOf(peaks, verdict) };
}

function predict(
  report: PeakReport,
  changes: Readonly<Record<string, number>>,
  resource: CapacityResource,
  limitShare: number,
  { ground }: HeadroomSettings,
): PredictedPeak {
  const peak = groundOf(report, resource, ground);
  if (!peak) return { state: 'unknown', reason: 'no_data' };
  let { value, low, high } = peak;
  for (const { name, presentCount, costs } of report.groups) {
    const change = Math.max(-presentCount, Object.hasOwn(changes, name) ? (changes[name] ?? 0) : 0);
    if (change === 0) continue;
    const cost = costs[resource];
    if (cost.state === 'unknown') return { state: 'unknown', reason: cost.reason, group: name };
    value += change * cost.cost;
    low += change * (change > 0 ? cost.low : cost.high);
    high += change * (change > 0 ? cost.high : cost.low);
  }
  const limit = limitShare * report.capacities[resource];
  [value, low] = [Math.max(0, value), Math.max(0, low)];
  return { state: 'known', value, low, high, ofLimit: value / limit, highOfLimit: high / limit };
}

function verdictOf(peaks: readonly PredictedPeak[]): WhatIf['verdict'] {
  const known = peaks.filter((peak) => peak.state === 'known');
  if (known.some(({ ofLimit }) => ofLimit > 1 + ROUNDING)) return 'does_not_fit';
  if (known.length < peaks.length) return 'unknown';
  return known.every(({ highOfLimit }) => highOfLimit <= 1 + ROUNDING) ? 'fits' : 'may_not_fit';
}

const VERDICTS = {
  fits: { en: 'It fits', zh: '可以容纳' },
  may_not_fit: { en: 'It may not fit', zh: '可能容纳不下' },
  does_not_fit: { en: 'It does not fit', zh: '容纳不下' },
  unknown: { en: 'Unknown whether it fits', zh: '未知能否容纳' },
} as const;

/** "It fits: at its peak CPU would stand at 71 % of its limit (64–78) and memory at 92 % (88–97)." */
function sentenceOf(peaks: Readonly<Record<CapacityResource, PredictedPeak>>, verdict: WhatIf['verdict']): Sentence {
  const parts = capacityResources.map((resource): Sentence => {
    const [name, peak] = [RESOURCE_NAMES[resource], peaks[resource]];
    if (peak.state === 'unknown') {
      return { en: `${name.en} is not known`, zh: `${name.zh}未知` };
    }
    const { ofLimit, highOfLimit, value, low } = peak;
    const lowOfLimit = value > 0 ? (ofLimit * low) / value : 0;
    const range = `${Math.round(lowOfLimit * 100)}–${Math.round(highOfLimit * 100)}`;
    return {
      en: `${name.en} would stand at ${percent(ofLimit)} of its limit (${range})`,
      zh: `${name.zh}将达到上限的 ${percent(ofLimit)}（${range}）`,
    };
  });
  return {
    en: `${VERDICTS[verdict].en}: at its peak ${parts.map(({ en }) => en).join(' and ')}.`,
    zh: `${VERDICTS[verdict].zh}：峰值时${parts.map(({ zh }) => zh).join('，')}。`,
  };
}
