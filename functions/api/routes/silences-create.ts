import { randomUUID } from 'node:crypto';
import { SilenceInput } from '../../../shared/model/alerting/silence.ts';
import type { SilenceAnswer } from '../../../shared/model/api.ts';
import { putSilence } from '../../../shared/store/silences.ts';
import { json } from '../../platform/http.ts';
import { parse, type Route } from '../route.ts';

export const silencesCreate: Route = {
  method: 'POST',
  path: '/api/silences',
  async answer({ db, body, now }) {
    const input = parse(SilenceInput, body, 'the silence');
    return json({ silence: await putSilence(db, randomUUID(), input, now()) } satisfies SilenceAnswer, 201);
  },
};
