import type { AlertAnswer } from '../../../shared/model/api.ts';
import { baseTier } from '../../../shared/model/tiers.ts';
import { viewWindow } from '../../../shared/model/view.ts';
import { readAlertWindows } from '../../../shared/store/alerts.ts';
import { messagesOf } from '../../../shared/store/messages.ts';
import { readWindows } from '../../../shared/store/windows.ts';
import { json } from '../../platform/http.ts';
import { requireAlert } from '../require-alert.ts';
import type { Route } from '../route.ts';

const AROUND_MS = 30 * 60_000;

/** An alert with what was around its peak: copied to it, or while it is fresh from the minutes themselves. */
export const alertsRead: Route = {
  method: 'GET',
  path: '/api/alerts/{id}',
  async answer(request) {
    const { db } = request;
    const alert = await requireAlert(request);
    const peakMs = alert.peak?.atMs ?? alert.firedMs;
    const [kept, messages] = await Promise.all([readAlertWindows(db, alert.id), messagesOf(db, alert.id)]);
    const windows =
      kept.length > 0
        ? kept
        : await readWindows(db, baseTier.name, alert.serverId, peakMs - AROUND_MS, peakMs + AROUND_MS);
    return json({ alert, windows: windows.map(viewWindow), messages } satisfies AlertAnswer);
  },
};
