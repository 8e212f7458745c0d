import { costChanges, type Noted } from './change/cost-changes.ts';
import { estimateCapacity } from './estimate-capacity.ts';
import type { GroupCosts, ServerFit } from './fleet-capacity.ts';
import { estimateLeaks } from './leak/estimate-leaks.ts';
import { estimatePeaks } from './peak-cost/estimate-peaks.ts';
import type { Window } from './window.ts';

/** What a server's fit is made of. */
export interface FitSource {
  /** Ten minutes each, of two weeks. */
  readonly windows: readonly Window[];
  /** Hours of as long as they are kept: a change shows against what was before. */
  readonly hours: readonly Window[];
  readonly annotations: readonly Noted[];
}

/**
 * Everything that is worked out of one server once a day. Takes up to some seconds where there are many groups.
 * @param server cores, and bytes of memory.
 */
export function fitServer(
  { windows, hours, annotations }: FitSource,
  server: { readonly cores: number; readonly memoryBytes: number },
  random: () => number,
): ServerFit {
  const { points: _points, ...means } = estimateCapacity(windows, server);
  return {
    peaks: estimatePeaks(windows, server, random),
    means,
    leaks: estimateLeaks(windows),
    changes: costChanges(hours, server, annotations),
  };
}

/** The costs of a fit, for its history. */
export function costsOf({ peaks, means }: ServerFit): GroupCosts[] {
  return peaks.groups.map(({ name, presentCount, costs }) => {
    const mean = means.groups.find((group) => group.name === name)?.costs;
    return {
      name,
      presentCount,
      means: { cpu: known(mean?.cpu), memory: known(mean?.memory) },
      peaks: { cpu: known(costs.cpu), memory: known(costs.memory) },
    };
  });
}

interface Costed {
  readonly state: 'known';
  readonly cost: number;
  readonly low: number;
  readonly high: number;
}

function known(cost: Costed | { readonly state: 'unknown' } | undefined): GroupCosts['means']['cpu'] {
  return cost?.state === 'known' ? { cost: cost.cost, low: cost.low, high: cost.high } : null;
}
