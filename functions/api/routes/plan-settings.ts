import { PlanSettings } from '../../../shared/model/fleet-capacity.ts';
import { putPlanSettings } from '../../../shared/store/plans.ts';
import { json } from '../../platform/http.ts';
import { invoke } from '../../platform/invoke.ts';
import { parse, type Route } from '../route.ts';

/** Sets the limits and rates of all plans to come, and makes one. */
export const planSettings: Route = {
  method: 'PUT',
  path: '/api/plan/settings',
  async answer(request) {
    const settings = parse(PlanSettings, request.body, 'the settings');
    await putPlanSettings(request.db, settings);
    await invoke('plan', {});
    return json({ settings });
  },
};
