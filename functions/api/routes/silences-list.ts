import { silenceSpans } from '../../../shared/model/alerting/silence.ts';
import type { SilencesAnswer } from '../../../shared/model/api.ts';
import { listSilences } from '../../../shared/store/silences.ts';
import { json } from '../../platform/http.ts';
import type { Route } from '../route.ts';

export const silencesList: Route = {
  method: 'GET',
  path: '/api/silences',
  async answer({ db, now }) {
    const nowMs = now();
    const silences = (await listSilences(db)).map((silence) => ({
      ...silence,
      active: silenceSpans(silence, nowMs, nowMs + 1).length > 0,
    }));
    return json({ silences } satisfies SilencesAnswer);
  },
};
