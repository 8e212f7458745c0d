import { estimateCapacity } from './estimate-capacity.ts';
import type { GroupCosts, ServerFit } from './fleet-capacity.ts';
import { estimatePeaks } from './peak-cost/estimate-peaks.ts';
import type { Window } from './window.ts';

/**
 * Everything that is worked out of one server's windows once a day. Takes up to some seconds where there are many groups.
 * @param server cores, and bytes of memory.
 */
export function fitServer(
  windows: readonly Window[],
  server: { readonly cores: number; readonly memoryBytes: number },
  random: () => number,
): ServerFit {
  const { points: _points, ...means } = estimateCapacity(windows, server);
  return { peaks: estimatePeaks(windows, server, random), means, leaks: [], changes: [] };
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
