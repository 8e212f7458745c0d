import { SilenceInput } from '../../../shared/model/alerting/silence.ts';
import type { SilenceAnswer } from '../../../shared/model/api.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import { wakeHeldMessages } from '../../../shared/store/messages.ts';
import { hasSilence, putSilence } from '../../../shared/store/silences.ts';
import { json } from '../../platform/http.ts';
import { idOf, parse, type Route } from '../route.ts';

/** Changes a silence; to end it now is to change its end. What it held back is looked at anew. */
export const silencesPut: Route = {
  method: 'PUT',
  path: '/api/silences/{id}',
  async answer(request) {
    const { db, now } = request;
    const id = idOf(request);
    const input = parse(SilenceInput, request.body, 'the silence');
    if (!(await hasSilence(db, id)))
      throw new AppError('not_found', `there is no silence with the id ${id.slice(0, 80)}`);
    const silence = await putSilence(db, id, input, now());
    await wakeHeldMessages(db, now());
    return json({ silence } satisfies SilenceAnswer);
  },
};
