import { AcknowledgeInput } from '../../../shared/model/api.ts';
import { acknowledgeAlert } from '../../../shared/store/alerts.ts';
import { json } from '../../platform/http.ts';
import { foundAlert } from '../require-alert.ts';
import { idOf, parse, type Route } from '../route.ts';

/** Somebody looks after it: repeats and escalation stop. */
export const alertsAcknowledge: Route = {
  method: 'POST',
  path: '/api/alerts/{id}/acknowledge',
  async answer(request) {
    const { by, comment } = parse(AcknowledgeInput, request.body, 'the acknowledgement');
    const id = idOf(request);
    const alert = await acknowledgeAlert(request.db, id, { by, comment, atMs: request.now() });
    return json({ alert: foundAlert(alert, id) });
  },
};
