import { Alert } from '../../shared/model/alerting/alert.ts';
import { AcknowledgeInput, AlertAnswer, AlertsAnswer } from '../../shared/model/api.ts';
import { viewWindow } from '../../shared/model/view.ts';
import { windowStartMs } from '../../shared/model/window.ts';
import { fakeAlerts, fakeMessages } from './fake-alerts.ts';
import { failure, type FakeAnswer, type FakeRequest, invalid, ok } from './fake-answer.ts';
import { closedWindows, type Registry } from './fake-registry.ts';
import { WINDOW_MS } from './fake-windows.ts';

const AROUND_MS = 30 * WINDOW_MS;

/** `/api/alerts` and what is below it. */
export function alertRoutes(registry: Registry, request: FakeRequest, id?: string, what?: string): FakeAnswer {
  const { nowMs, method, body } = request;
  const all = fakeAlerts(registry, windowStartMs(registry.startedMs, WINDOW_MS), registry.centre.acknowledged);
  if (id === undefined) return page(all, request.url.searchParams);
  const alert = all.find((each) => each.id === id);
  if (!alert) return failure(404, 'not_found', `there is no alert with the id ${id}`);
  if (what === undefined) {
    const row = registry.rows.find(({ server }) => server.id === alert.serverId);
    const middleMs = alert.peak?.atMs ?? alert.startsMs;
    const windows = row ? closedWindows(row, middleMs - AROUND_MS, middleMs + AROUND_MS, nowMs).map(viewWindow) : [];
    return ok(AlertAnswer, { alert, windows, messages: fakeMessages(alert) });
  }
  if (method === 'DELETE') {
    registry.centre.acknowledged.delete(id);
    return { status: 200, body: { alert: Alert.parse({ ...alert, acknowledged: null }) } };
  }
  const input = AcknowledgeInput.safeParse(body);
  if (!input.success) return invalid(input.error.issues, 'the acknowledgement');
  const acknowledged = { ...input.data, atMs: nowMs };
  registry.centre.acknowledged.set(id, acknowledged);
  return { status: 200, body: { alert: Alert.parse({ ...alert, acknowledged }) } };
}

function page(all: readonly Alert[], query: URLSearchParams): FakeAnswer {
  const is = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
  const [fromMs, toMs] = [Number(query.get('fromMs') ?? 0), Number(query.get('toMs') ?? Infinity)];
  const [limit, before] = [Number(query.get('limit') ?? 100), Number(query.get('before') ?? Infinity)];
  const found = all.filter(
    (alert) =>
      is('phase', alert.phase) &&
      is('severity', alert.severity) &&
      is('serverId', alert.serverId) &&
      is('ruleId', alert.ruleId) &&
      is('acknowledged', String(alert.acknowledged !== null)) &&
      (alert.resolvedMs ?? Infinity) > fromMs &&
      alert.startsMs < Math.min(toMs, before),
  );
  const alerts = found.slice(0, limit);
  return ok(AlertsAnswer, { alerts, next: found.length > limit ? String(alerts.at(-1)?.startsMs) : null });
}
