import type { Alert } from '../../shared/model/alert.ts';
import { type AlertState, inactive, type Observation, step, type Thresholds } from '../../shared/model/alert-state.ts';
import { cadenceMs } from '../../shared/model/cadence.ts';
import type { Rule } from '../../shared/model/rule.ts';
import type { Window } from '../../shared/model/window.ts';
import { observe, peakOf } from './observe.ts';

/** What the check has to know of a server. */
export interface CheckedServer {
  readonly id: string;
  readonly name: string;
  readonly cadence: string;
  readonly createdMs: number;
  readonly lastContactMs: number | null;
}

export interface SubjectState {
  readonly ruleId: string;
  readonly subject: string;
  readonly state: AlertState;
}

/** What has to be written of an alert. `silent` changes are not mailed. */
export type AlertChange =
  | { readonly kind: 'fired'; readonly alert: Alert }
  | { readonly kind: 'worse'; readonly id: string; readonly lastValue: number; readonly worstValue: number }
  | {
      readonly kind: 'resolved';
      readonly id: string;
      readonly resolvedMs: number;
      readonly silent: boolean;
      readonly recipients: readonly string[];
    };

export interface Evaluation {
  readonly checkedThroughMs: number;
  readonly states: readonly SubjectState[];
  readonly changes: readonly AlertChange[];
}

export interface EvaluationInput {
  readonly server: CheckedServer;
  readonly rules: readonly Rule[];
  /** Windows that start at or after `checkedThroughMs`, oldest first. */
  readonly windows: readonly Window[];
  readonly checkedThroughMs: number;
  readonly states: readonly SubjectState[];
  readonly nowMs: number;
}

/**
 * Rules against a server's new windows in order of time, and against its silence. Pure: the same input gives the same
 * alerts with the same ids, so that a run that died half-way can simply be run again.
 */
export function evaluate(input: EvaluationInput): Evaluation {
  const states = new Map(input.states.map((s) => [key(s.ruleId, s.subject), s]));
  const changes: AlertChange[] = [];
  const enabled = new Map(input.rules.filter((rule) => rule.enabled).map((rule) => [rule.id, rule]));

  for (const { ruleId, subject, state } of states.values()) {
    if (enabled.has(ruleId)) continue;
    states.delete(key(ruleId, subject));
    if (state.phase === 'firing') {
      changes.push({
        kind: 'resolved',
        id: alertId(ruleId, input.server.id, subject, state.sinceMs),
        resolvedMs: input.nowMs,
        silent: true,
        recipients: [],
      });
    }
  }
  const advance = (rule: Rule, subject: string, seen: Observation, thresholds: Thresholds, window: Window | null) => {
    const before = states.get(key(rule.id, subject))?.state ?? inactive;
    const { state, reason } = step(before, seen, thresholds);
    if (state.phase === 'inactive') states.delete(key(rule.id, subject));
    else states.set(key(rule.id, subject), { ruleId: rule.id, subject, state });
    const value = seen.value ?? 0;
    if (reason === 'fired' && state.phase === 'firing') {
      changes.push({
        kind: 'fired',
        alert: newAlert(input.server, rule, subject, state.sinceMs, seen.endMs, value, thresholds, window),
      });
    } else if (reason === 'still_firing' && state.phase === 'firing') {
      changes.push({
        kind: 'worse',
        id: alertId(rule.id, input.server.id, subject, state.sinceMs),
        lastValue: value,
        worstValue: state.worstValue,
      });
    } else if (reason === 'recovered' && before.phase === 'firing') {
      changes.push({
        kind: 'resolved',
        id: alertId(rule.id, input.server.id, subject, before.sinceMs),
        resolvedMs: seen.endMs,
        silent: false,
        recipients: rule.recipients,
      });
    }
  };

  for (const window of input.windows) {
    for (const rule of enabled.values()) {
      if (rule.kind !== 'threshold') continue;
      for (const { subject, value } of observe(rule, window)) {
        advance(
          rule,
          subject,
          { startMs: window.startMs, endMs: window.startMs + window.lengthMs, value },
          rule,
          window,
        );
      }
    }
  }
  for (const rule of enabled.values()) {
    if (rule.kind === 'unreachable')
      advance(rule, '', silence(input.server, input.nowMs), silenceThresholds(rule.graceMs, input.server), null);
  }
  const last = input.windows.at(-1);
  return {
    checkedThroughMs: last ? Math.max(input.checkedThroughMs, last.startMs + last.lengthMs) : input.checkedThroughMs,
    states: [...states.values()],
    changes: onlyLastWorsening(changes),
  };
}

/** How long a server has been silent, in milliseconds; since its registration when it never answered. */
function silence(server: CheckedServer, nowMs: number): Observation {
  const sinceMs = server.lastContactMs ?? server.createdMs;
  return { startMs: sinceMs, endMs: nowMs, value: nowMs - sinceMs };
}

function silenceThresholds(graceMs: number, server: CheckedServer): Thresholds {
  const allowedMs = (cadenceMs(server.cadence) ?? 0) + graceMs;
  return { threshold: allowedMs, clearThreshold: allowedMs, forMs: 0 };
}

function newAlert(
  server: CheckedServer,
  rule: Rule,
  subject: string,
  startsMs: number,
  firedMs: number,
  value: number,
  thresholds: Thresholds,
  window: Window | null,
): Alert {
  const metric = rule.kind === 'threshold' ? rule.metric : rule.kind;
  return {
    id: alertId(rule.id, server.id, subject, startsMs),
    ruleId: rule.id,
    ruleName: rule.name,
    serverId: server.id,
    serverName: server.name,
    subject,
    severity: rule.severity,
    phase: 'firing',
    startsMs,
    firedMs,
    resolvedMs: null,
    metric,
    threshold: thresholds.threshold,
    firedValue: value,
    worstValue: value,
    lastValue: value,
    peak: window && rule.kind === 'threshold' ? peakOf(rule.metric, window) : null,
    recipients: [...rule.recipients],
  };
}

function alertId(ruleId: string, serverId: string, subject: string, startsMs: number): string {
  return `${ruleId}:${serverId}:${subject}:${startsMs}`;
}

function key(ruleId: string, subject: string): string {
  return `${ruleId}\n${subject}`;
}

/** An hour of catching up says sixty times that an alert still fires; only the last of each alert has to be written. */
function onlyLastWorsening(changes: readonly AlertChange[]): AlertChange[] {
  const last = new Map<string, AlertChange>();
  for (const change of changes) if (change.kind === 'worse') last.set(change.id, change);
  return changes.filter((change) => change.kind !== 'worse' || last.get(change.id) === change);
}
