import type { AgentFacts } from '../wire.ts';

/**
 * A name for servers that are alike: the same model of CPU and as many cores. Memory does not count: what a crawler takes does not
 * depend on how much there is. Null where the model is not known, and for made-up data.
 */
export function hardwareOf(facts: Pick<AgentFacts, 'cpuModel' | 'cores' | 'simulated'> | null): string | null {
  if (!facts?.cpuModel || facts.simulated) return null;
  return `${facts.cores} × ${facts.cpuModel.replace(/\s+/g, ' ').trim()}`;
}
