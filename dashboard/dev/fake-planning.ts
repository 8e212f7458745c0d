import type { Annotation, MadePlan } from '../../shared/model/fleet-capacity.ts';
import { PlanSettings } from '../../shared/model/fleet-capacity.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** What people set up for plans, and what they noted, in memory. */
export interface FakePlanning {
  annotations: Annotation[];
  settings: PlanSettings;
  made: MadePlan | null;
  /** When the plan that is being made will be there. */
  dueMs: number | null;
}

/** How many days ago the made-up deploy changed what a crawler costs. */
export const DEPLOY_DAYS_AGO = 21;

export function fakePlanning(nowMs: number): FakePlanning {
  return {
    annotations: [
      { id: 'note0', atMs: nowMs - 22 * MINUTE_MS, text: 'deploy 1.4', serverIds: ['fake0'] },
      { id: 'note1', atMs: nowMs - 3 * DAY_MS, text: '换了代理池', serverIds: [] },
      { id: 'note2', atMs: nowMs - DEPLOY_DAYS_AGO * DAY_MS, text: 'deploy 1.3', serverIds: [] },
    ],
    settings: PlanSettings.parse({}),
    made: null,
    dueMs: nowMs,
  };
}
