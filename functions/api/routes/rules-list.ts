import type { RulesAnswer } from '../../../shared/model/api.ts';
import { listRules } from '../../../shared/store/rules.ts';
import { json } from '../../platform/http.ts';
import type { Route } from '../route.ts';

export const rulesList: Route = {
  method: 'GET',
  path: '/api/rules',
  async answer({ db }) {
    return json({ rules: await listRules(db) } satisfies RulesAnswer);
  },
};
