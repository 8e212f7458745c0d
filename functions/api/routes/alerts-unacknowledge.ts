import { acknowledgeAlert } from '../../../shared/store/alerts.ts';
import { json } from '../../platform/http.ts';
import { foundAlert } from '../require-alert.ts';
import { idOf, type Route } from '../route.ts';

export const alertsUnacknowledge: Route = {
  method: 'DELETE',
  path: '/api/alerts/{id}/acknowledge',
  async answer(request) {
    const id = idOf(request);
    return json({ alert: foundAlert(await acknowledgeAlert(request.db, id, null), id) });
  },
};
