import { filterCases } from './filters.ts';
import { foundCases } from './found.ts';
import { pipelineCases } from './pipelines.ts';
import { projectionCases } from './projections.ts';
import { updateCases } from './updates.ts';
import { writeCases } from './writes.ts';

/** Every case, by area. */
export const CASES = {
  filters: filterCases,
  projections: projectionCases,
  updates: updateCases,
  writes: writeCases,
  pipelines: pipelineCases,
  found: foundCases,
} as const;
