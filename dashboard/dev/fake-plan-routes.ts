import { AnnotationAnswer, AnnotationsAnswer } from '../../shared/model/api.ts';
import { AnnotationInput, PlanAnswer, PlanSettings } from '../../shared/model/fleet-capacity.ts';
import { planMethod } from '../../shared/model/plan/plan-sentence.ts';
import { planOf } from '../../shared/model/plan/plan-of.ts';
import { planServerOf } from '../../shared/model/plan/plan-server.ts';
import { hardwareOf } from '../../shared/model/pooled/hardware.ts';
import { windowStartMs } from '../../shared/model/window.ts';
import { deleted, type FakeAnswer, type FakeRequest, invalid, ok } from './fake-answer.ts';
import { fakeFit, SLOT_MS, SLOTS } from './fake-fits.ts';
import type { Registry } from './fake-registry.ts';

/** A plan is said to take so long. */
const TAKES_MS = 1500;

/** `/api/plan` and what is below it. */
export function planRoutes(registry: Registry, { method, body, nowMs }: FakeRequest, what?: string): FakeAnswer {
  const { planning } = registry;
  if (method === 'PUT' && what === 'settings') {
    const input = PlanSettings.safeParse(body);
    if (!input.success) return invalid(input.error.issues, 'the settings');
    planning.settings = input.data;
    planning.dueMs = nowMs + TAKES_MS;
    return { status: 200, body: { settings: input.data } };
  }
  if (method === 'POST') {
    planning.dueMs = nowMs + TAKES_MS;
    return { status: 202, body: { status: 'success', message: 'a plan is being made' } };
  }
  if (planning.dueMs !== null && nowMs >= planning.dueMs && registry.rows.length > 0) {
    planning.dueMs = null;
    planning.made = makePlan(registry, nowMs);
  }
  return ok(PlanAnswer, { method: planMethod, settings: planning.settings, made: planning.made });
}

function makePlan({ rows, planning: { settings } }: Registry, nowMs: number): PlanAnswer['made'] {
  const startMs = windowStartMs(nowMs, SLOT_MS) - SLOTS * SLOT_MS;
  const slots = { startMs, lengthMs: SLOT_MS, count: SLOTS };
  const servers = rows
    .filter(({ server }) => server.enabled)
    .map((row) => {
      const { facts, ...server } = row.server;
      const { cores = 0, memoryBytes = 0 } = facts ?? {};
      const found = fakeFit(row, nowMs);
      const planned = { ...server, cores, memoryBytes, hardware: hardwareOf(facts) };
      return planServerOf(planned, found?.windows ?? [], found?.fit.peaks ?? null, slots, settings.limits);
    });
  const plan = planOf({ slots, servers, rates: settings.rates });
  return { madeMs: nowMs, settings, servers: servers.length, plan };
}

/** `/api/annotations` and what is below it. */
export function annotationRoutes({ planning }: Registry, { method, url, body }: FakeRequest, id?: string): FakeAnswer {
  if (method === 'DELETE') {
    planning.annotations = planning.annotations.filter((each) => each.id !== id);
    return deleted('the annotation');
  }
  if (method === 'POST') {
    const input = AnnotationInput.safeParse(body);
    if (!input.success) return invalid(input.error.issues, 'the annotation');
    const annotation = { id: `note${planning.annotations.length + 10}`, ...input.data };
    planning.annotations = [...planning.annotations, annotation];
    return ok(AnnotationAnswer, { annotation }, 201);
  }
  const { searchParams } = url;
  const [fromMs, toMs] = [Number(searchParams.get('from') ?? 0), Number(searchParams.get('to') ?? Infinity)];
  const serverId = searchParams.get('serverId');
  const annotations = planning.annotations
    .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    .filter(({ serverIds }) => serverId === null || serverIds.length === 0 || serverIds.includes(serverId))
    .sort((a, b) => b.atMs - a.atMs);
  return ok(AnnotationsAnswer, { annotations, next: null });
}
