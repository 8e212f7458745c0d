import * as z from 'zod';
import { RuleInput } from '../../../shared/model/alerting/rule.ts';
import { putRule } from '../../../shared/store/rules.ts';
import { json } from '../../platform/http.ts';
import { idOf, parse, type Route } from '../route.ts';

const Id = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes, at most 64'),
});

/** Makes or replaces a rule: its id is chosen by the caller, so that doing it twice is doing it once. */
export const rulesPut: Route = {
  method: 'PUT',
  path: '/api/rules/{id}',
  async answer(request) {
    const { id } = parse(Id, { id: idOf(request) }, 'the id');
    const rule = parse(RuleInput, request.body, 'the rule');
    await putRule(request.db, id, rule);
    return json({ rule: { id, ...rule } });
  },
};
