import { json } from '../../platform/http.ts';
import { invoke } from '../../platform/invoke.ts';
import type { Route } from '../route.ts';

/** Makes a plan now instead of at night: first the fits that are missing today, then the plan. */
export const planMake: Route = {
  method: 'POST',
  path: '/api/plan',
  async answer() {
    await invoke('capacity', {});
    return json({ status: 'success', message: 'a plan is being made' }, 202);
  },
};
