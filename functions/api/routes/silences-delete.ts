import { AppError } from '../../../shared/model/app-error.ts';
import { wakeHeldMessages } from '../../../shared/store/messages.ts';
import { deleteSilence } from '../../../shared/store/silences.ts';
import { json } from '../../platform/http.ts';
import { idOf, type Route } from '../route.ts';

export const silencesDelete: Route = {
  method: 'DELETE',
  path: '/api/silences/{id}',
  async answer(request) {
    const id = idOf(request);
    if (!(await deleteSilence(request.db, id)))
      throw new AppError('not_found', `there is no silence with the id ${id.slice(0, 80)}`);
    await wakeHeldMessages(request.db, request.now());
    return json({ status: 'success', message: 'the silence is deleted; its time counts as ordinary time again' });
  },
};
