import type { AgentTrial, ServerAnswer } from '../../shared/model/api.ts';
import { CapacityAnswer, LatestAnswer, PeaksAnswer } from '../../shared/model/api.ts';
import { ServerAnswer as ServerAnswerSchema, WindowsAnswer } from '../../shared/model/api.ts';
import { estimateCapacity } from '../../shared/model/estimate-capacity.ts';
import { maintenanceSpans } from '../../shared/model/alerting/silence.ts';
import { peakMetrics, peakResources } from '../../shared/model/metrics.ts';
import { ServerChange, ServerInput } from '../../shared/model/server.ts';
import { viewPeak, viewWindow, type WindowView } from '../../shared/model/view.ts';
import { alertRoutes } from './fake-alert-routes.ts';
import { failure, type FakeAnswer, type FakeRequest, invalid, notFound, ok } from './fake-answer.ts';
import { fitsAnswer, fleetCapacityAnswer, headroomAnswer } from './fake-capacity-routes.ts';
import { messageRoutes, receiverRoutes, ruleRoutes, silenceRoutes } from './fake-centre-routes.ts';
import { closedWindows, type FakeRow, openWindow, type Registry } from './fake-registry.ts';
import { annotationRoutes, planRoutes } from './fake-plan-routes.ts';
import { statusAnswer } from './fake-status.ts';
import { WINDOW_MS } from './fake-windows.ts';

/** Answers as the real API does; each answer is checked against the schema of the real one. */
export function answer(registry: Registry, request: FakeRequest): FakeAnswer {
  const [, first, id, what] = request.url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  switch (first) {
    case 'latest':
      return ok(LatestAnswer, latest(registry, request.nowMs));
    case 'alerts':
      return alertRoutes(registry, request, id, what);
    case 'rules':
      return ruleRoutes(registry, request, id);
    case 'silences':
      return silenceRoutes(registry, request, id);
    case 'receivers':
      return receiverRoutes(registry, request, id);
    case 'status':
      return statusAnswer(registry, request.nowMs);
    case 'messages':
      return messageRoutes(request);
    case 'capacity':
      return fleetCapacityAnswer(registry, request);
    case 'plan':
      return planRoutes(registry, request, id);
    case 'annotations':
      return annotationRoutes(registry, request, id);
    case 'servers':
      return serverRoutes(registry, request, id, what);
    case undefined:
    default:
      return notFound(request);
  }
}

function serverRoutes(registry: Registry, request: FakeRequest, id?: string, what?: string): FakeAnswer {
  if (id === undefined)
    return request.method === 'POST' ? create(registry, request) : failure(405, 'method_not_allowed', 'POST');
  const row = registry.rows.find((each) => each.server.id === id);
  if (!row) return failure(404, 'not_found', `there is no server with the id ${id}`);
  if (what !== undefined) return data(registry, row, what, request);
  if (request.method === 'PATCH') return change(row, request);
  if (request.method === 'DELETE') {
    registry.rows = registry.rows.filter((each) => each !== row);
    return { status: 200, body: { status: 'success', message: `${row.server.name} and its data are deleted` } };
  }
  return ok(ServerAnswerSchema, { server: row.server });
}

function latest({ rows }: Registry, nowMs: number): LatestAnswer {
  return {
    nowMs,
    servers: rows.map((row) => {
      const closed = closedWindows(row, nowMs - 26 * WINDOW_MS, nowMs, nowMs).at(-1);
      const open = openWindow(row, nowMs);
      return { server: row.server, closed: closed ? viewWindow(closed) : null, open: open && viewWindow(open) };
    }),
  };
}

function data({ centre }: Registry, row: FakeRow, what: string, { url, nowMs }: FakeRequest): FakeAnswer {
  const toMs = Number(url.searchParams.get('to') ?? nowMs);
  const fromMs = Number(url.searchParams.get('from') ?? toMs - 3_600_000);
  const serverId = row.server.id;
  const windows = closedWindows(row, fromMs, toMs, nowMs);
  switch (what) {
    case 'windows': {
      const open = openWindow(row, nowMs);
      const views = windows.map((window) => withoutTop(viewWindow(window)));
      return ok(WindowsAnswer, {
        serverId,
        fromMs,
        toMs,
        tier: '1m',
        lengthMs: WINDOW_MS,
        windows: views,
        open: open && viewWindow(open),
        maintenance: [...maintenanceSpans(centre.silences, row.server, fromMs, toMs)],
      });
    }
    case 'peaks': {
      const resource = peakResources.find((each) => each === url.searchParams.get('resource')) ?? 'cpu';
      const peaks = windows
        .flatMap(({ startMs, peaks: { [resource]: peak } }) =>
          peak ? [{ ...viewPeak(peakMetrics[resource], peak), windowStartMs: startMs }] : [],
        )
        .sort((a, b) => b.value - a.value)
        .slice(0, Number(url.searchParams.get('limit') ?? 10));
      return ok(PeaksAnswer, { serverId, fromMs, toMs, resource, peaks });
    }
    case 'capacity':
      if (!row.server.facts)
        return failure(409, 'conflict', `${row.server.name} was never reached, so its size is not known`);
      return ok(CapacityAnswer, {
        serverId,
        serverName: row.server.name,
        fromMs,
        toMs,
        report: estimateCapacity(windows, row.server.facts),
      });
    case 'headroom':
      return headroomAnswer(row, url, nowMs);
    case 'fits':
      return fitsAnswer(row, nowMs);
    case 'pull':
      return { status: 202, body: { status: 'success', message: `${row.server.name} is being pulled` } };
    default:
      return failure(404, 'not_found', `there is nothing at ${url.pathname}`);
  }
}

function withoutTop(view: WindowView): WindowView {
  for (const peak of Object.values(view.peaks)) peak.top = [];
  return view;
}

function create(registry: Registry, { body, nowMs }: FakeRequest): FakeAnswer {
  const parsed = ServerInput.safeParse(body);
  if (!parsed.success) return invalid(parsed.error.issues);
  if (registry.rows.some(({ server }) => server.name === parsed.data.name)) {
    return failure(409, 'conflict', `a server named ${parsed.data.name} exists already`, [
      { field: 'name', problem: 'is taken by another server' },
    ]);
  }
  const row = registry.add(parsed.data, nowMs);
  return ok(ServerAnswerSchema, { server: row.server, agent: trialOf(row) } satisfies ServerAnswer, 201);
}

function change(row: FakeRow, { body, nowMs }: FakeRequest): FakeAnswer {
  const parsed = ServerChange.safeParse(body);
  if (!parsed.success) return invalid(parsed.error.issues);
  const status = parsed.data.enabled === undefined ? row.server.status : parsed.data.enabled ? 'up' : 'disabled';
  row.server = { ...row.server, ...defined(parsed.data), status, updatedMs: nowMs };
  const agent = parsed.data.address === undefined ? {} : { agent: trialOf(row) };
  return ok(ServerAnswerSchema, { server: row.server, ...agent });
}

/** Addresses of the documentation network do not answer. */
function trialOf({ server }: FakeRow): AgentTrial {
  return server.address.includes('192.0.2.')
    ? { reached: false, roundTripMs: 3004, error: `${server.address} did not answer within 3 s` }
    : { reached: true, roundTripMs: 13.6, error: null };
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}
