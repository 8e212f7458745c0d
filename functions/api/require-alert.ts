import type { Alert } from '../../shared/model/alerting/alert.ts';
import { AppError } from '../../shared/model/app-error.ts';
import { findAlerts } from '../../shared/store/alerts.ts';
import { type ApiRequest, idOf } from './route.ts';

/** @throws AppError `not_found` */
export function foundAlert(alert: Alert | null | undefined, id: string): Alert {
  if (!alert) throw new AppError('not_found', `there is no alert with the id ${id.slice(0, 120)}`);
  return alert;
}

/** The alert that the path names. @throws AppError `not_found` */
export async function requireAlert(request: ApiRequest): Promise<Alert> {
  const id = idOf(request);
  const [alert] = await findAlerts(request.db, [id]);
  return foundAlert(alert, id);
}
