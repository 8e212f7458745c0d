import type { WindowView } from '../view.ts';
import { cadenceMs } from '../cadence.ts';
import type { Episode } from './alert.ts';
import { type AlertState, step } from './alert-state.ts';
import { alertId } from './change.ts';
import { firedEpisode } from './episode.ts';
import { measureOf, peakFor, signalOf, subjectsOf, type WindowRule } from './observe.ts';
import type { SubjectValue } from './window-signal.ts';
import type { CheckedServer } from './server-signals.ts';
import type { Trend } from './trend.ts';

/** Windows are missing when they are this late beyond the server's cadence. */
const MISSING_AFTER_MS = 2 * 60_000;

interface Ahead {
  readonly server: CheckedServer;
  readonly open: WindowView | null;
  readonly rules: readonly WindowRule[];
  readonly throughMs: number | null;
  readonly stateOf: (rule: WindowRule, subject: string) => AlertState;
  readonly known: (rule: WindowRule) => readonly string[];
  readonly trends: ReadonlyMap<string, Trend>;
  readonly nowMs: number;
}

/** Alerts that closed windows will confirm: of what is certain of the open minute, and of minutes that are missing so far. */
export function provisionalEpisodes(ahead: Ahead): { readonly of: 'open' | 'missing'; readonly episode: Episode }[] {
  return ahead.rules.flatMap((rule) => [
    ...ofOpenMinute(rule, ahead).map((episode) => ({ of: 'open' as const, episode })),
    ...ofMissingMinutes(rule, ahead).map((episode) => ({ of: 'missing' as const, episode })),
  ]);
}

function ofOpenMinute(rule: WindowRule, ahead: Ahead): Episode[] {
  const { open, throughMs, trends } = ahead;
  if (!open) return [];
  const around = { previousEndMs: throughMs, known: ahead.known(rule), trends };
  const endMs = Math.min(open.startMs + open.samples * 1000, open.startMs + open.lengthMs);
  return signalOf(rule)
    .certain(open, around)
    .flatMap((value) => fired(rule, { ...value, startMs: open.startMs, endMs }, open, ahead));
}

function ofMissingMinutes(rule: WindowRule, ahead: Ahead): Episode[] {
  const { throughMs, server, nowMs } = ahead;
  const { criteria, seesGaps } = signalOf(rule);
  if (!seesGaps || criteria.missing !== 'breach' || throughMs === null) return [];
  if (nowMs - throughMs <= (cadenceMs(server.cadence) ?? 0) + MISSING_AFTER_MS) return [];
  return subjectsOf(rule, ahead.known(rule)).flatMap((subject) =>
    fired(rule, { subject, value: null, startMs: throughMs, endMs: nowMs }, null, ahead),
  );
}

function fired(
  rule: WindowRule,
  seen: SubjectValue & { readonly startMs: number; readonly endMs: number },
  window: WindowView | null,
  { server, stateOf }: Ahead,
): Episode[] {
  const { criteria } = signalOf(rule);
  const { state, reason } = step(stateOf(rule, seen.subject), seen, criteria);
  if (reason !== 'fired' || state.phase !== 'firing') return [];
  const peak = window && peakFor(rule, window);
  const id = alertId(rule.id, server.id, seen.subject, state.sinceMs);
  const look = { rule, criteria, metric: measureOf(rule), seen, peak };
  return [firedEpisode({ id, server, look, state, newestSampleMs: seen.endMs })];
}
