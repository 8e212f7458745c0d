import * as z from 'zod';
import { Recipient } from '../../../shared/model/alerting/recipient.ts';
import type { TestMessageAnswer } from '../../../shared/model/api.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import { json } from '../../platform/http.ts';
import { invokeForResult } from '../../platform/invoke.ts';
import { parse, type Route } from '../route.ts';

const Answer = z.object({ accepted: z.boolean(), error: z.string().nullable() });

/** Sends a message to one recipient now and says what came of it. The stage that sends does it, so that it is the same way. */
export const messagesTest: Route = {
  method: 'POST',
  path: '/api/messages/test',
  async answer({ body }) {
    const { recipient } = parse(z.strictObject({ recipient: Recipient }), body, 'the message');
    const answer = Answer.safeParse(await invokeForResult('notify', { test: recipient }));
    if (!answer.success) throw new AppError('mail_rejected', 'the sending function gave no answer: see its log');
    return json(answer.data satisfies TestMessageAnswer);
  },
};
