import { type PlanAnswer, PlanSettings } from '../../../shared/model/fleet-capacity.ts';
import { planMethod } from '../../../shared/model/plan/plan-sentence.ts';
import { readPlan, readPlanSettings } from '../../../shared/store/plans.ts';
import { inFormat } from '../in-format.ts';
import { planCsv } from '../plan-csv.ts';
import type { Route } from '../route.ts';

/** Which servers can be given back, as it was worked out last. */
export const planRead: Route = {
  method: 'GET',
  path: '/api/plan',
  async answer(request) {
    const [made, settings] = await Promise.all([readPlan(request.db), readPlanSettings(request.db)]);
    const answer: PlanAnswer = { method: planMethod, settings: settings ?? PlanSettings.parse({}), made };
    return inFormat(request, answer, planCsv(made?.plan ?? null));
  },
};
