import * as z from 'zod';
import { ReceiverId } from '../../../shared/model/alerting/recipient.ts';
import { ReceiverInput } from '../../../shared/model/alerting/receiver.ts';
import { putReceiver } from '../../../shared/store/receivers.ts';
import { json } from '../../platform/http.ts';
import { receiversAnswer } from '../receivers-answer.ts';
import { idOf, parse, type Route } from '../route.ts';

/** Makes or replaces a receiver: its id is chosen by the caller, so that doing it twice is doing it once. */
export const receiversPut: Route = {
  method: 'PUT',
  path: '/api/receivers/{id}',
  async answer(request) {
    const { id } = parse(z.object({ id: ReceiverId }), { id: idOf(request) }, 'the id');
    const input = parse(ReceiverInput, request.body, 'the receiver');
    await putReceiver(request.db, id, input, request.now());
    return json(await receiversAnswer(request.db));
  },
};
