import { AppError } from '../../../shared/model/app-error.ts';
import { deleteRule } from '../../../shared/store/rules.ts';
import { json } from '../../platform/http.ts';
import { idOf, type Route } from '../route.ts';

export const rulesDelete: Route = {
  method: 'DELETE',
  path: '/api/rules/{id}',
  async answer(request) {
    const id = idOf(request);
    if (!(await deleteRule(request.db, id)))
      throw new AppError('not_found', `there is no rule with the id ${id.slice(0, 80)}`);
    return json({ status: 'success', message: `the rule ${id} is deleted; its alerts end at the next check` });
  },
};
