import { filterCases } from './filters.ts';
import { pipelineCases } from './pipelines.ts';
import { projectionCases } from './projections.ts';
import { updateCases } from './updates.ts';

/** Every case, by area. */
export const CASES = {
  filters: filterCases,
  projections: projectionCases,
  updates: updateCases,
  pipelines: pipelineCases,
} as const;
