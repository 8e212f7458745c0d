import { AppError } from '../../../shared/model/app-error.ts';
import { deleteReceiver } from '../../../shared/store/receivers.ts';
import { listRules } from '../../../shared/store/rules.ts';
import { json } from '../../platform/http.ts';
import { receiversAnswer } from '../receivers-answer.ts';
import { idOf, type Route } from '../route.ts';

export const receiversDelete: Route = {
  method: 'DELETE',
  path: '/api/receivers/{id}',
  async answer(request) {
    const { db } = request;
    const id = idOf(request);
    const users = (await listRules(db)).filter(({ recipients, escalation }) =>
      [...recipients, ...(escalation?.recipients ?? [])].includes(`#${id}`),
    );
    if (users.length > 0) {
      const names = users.map(({ name }) => `“${name}”`).join(', ');
      throw new AppError('conflict', `#${id} is still named by the rules ${names}: take it out there first`);
    }
    if (!(await deleteReceiver(db, id))) throw new AppError('not_found', `there is no receiver #${id.slice(0, 80)}`);
    return json(await receiversAnswer(db));
  },
};
