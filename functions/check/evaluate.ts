import type { Alert } from '../../shared/model/alert.ts';
import { type AlertState, inactive, type Observation, step, type Thresholds } from '../../shared/model/alert-state.ts';
import { cadenceMs } from '../../shared/model/cadence.ts';
import type { Rule } from '../../shared/model/rule.ts';
import type { PeakView } from '../../shared/model/view.ts';
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
  const { server, windows, nowMs } = input;
  const rules = input.rules.filter((rule) => rule.enabled);
  const run = new Run(server, input.states);
  run.forgetAllBut(new Set(rules.map((rule) => rule.id)), nowMs);
  for (const window of windows) {
    for (const rule of rules) {
      if (rule.kind !== 'threshold') continue;
      for (const { subject, value } of observe(rule, window)) {
        const seen = { startMs: window.startMs, endMs: window.startMs + window.lengthMs, value };
        run.look({ rule, thresholds: rule, subject, seen, peak: peakOf(rule.metric, window) });
      }
    }
  }
  for (const rule of rules) {
    if (rule.kind !== 'unreachable') continue;
    const allowedMs = (cadenceMs(server.cadence) ?? 0) + rule.graceMs;
    const thresholds = { threshold: allowedMs, clearThreshold: allowedMs, forMs: 0 };
    run.look({ rule, thresholds, subject: '', seen: silence(server, nowMs), peak: null });
  }
  const last = windows.at(-1);
  return {
    checkedThroughMs: Math.max(input.checkedThroughMs, last ? last.startMs + last.lengthMs : 0),
    states: [...run.states.values()],
    changes: onlyLastWorsening(run.changes),
  };
}

/** One look of a rule at one subject. */
interface Look {
  readonly rule: Rule;
  readonly thresholds: Thresholds;
  readonly subject: string;
  readonly seen: Observation;
  readonly peak: PeakView | null;
}

/** The states while they are being worked out, and what has changed so far. */
class Run {
  readonly states: Map<string, SubjectState>;
  readonly changes: AlertChange[] = [];
  readonly #server: CheckedServer;

  constructor(server: CheckedServer, states: readonly SubjectState[]) {
    this.#server = server;
    this.states = new Map(states.map((s) => [key(s.ruleId, s.subject), s]));
  }

  /** The alerts of a rule that was deleted or switched off end without a mail. */
  forgetAllBut(ruleIds: ReadonlySet<string>, nowMs: number): void {
    for (const [place, { ruleId, subject, state }] of this.states) {
      if (ruleIds.has(ruleId)) continue;
      this.states.delete(place);
      if (state.phase !== 'firing') continue;
      const id = alertId(ruleId, this.#server.id, subject, state.sinceMs);
      this.changes.push({ kind: 'resolved', id, resolvedMs: nowMs, silent: true, recipients: [] });
    }
  }

  look(look: Look): void {
    const { rule, subject, seen } = look;
    const place = key(rule.id, subject);
    const before = this.states.get(place)?.state ?? inactive;
    const { state, reason } = step(before, seen, look.thresholds);
    if (state.phase === 'inactive') this.states.delete(place);
    else this.states.set(place, { ruleId: rule.id, subject, state });
    const id = (sinceMs: number) => alertId(rule.id, this.#server.id, subject, sinceMs);
    if (reason === 'fired' && state.phase === 'firing') {
      this.changes.push({ kind: 'fired', alert: newAlert(id(state.sinceMs), this.#server, look, state) });
    } else if (reason === 'still_firing' && state.phase === 'firing') {
      const lastValue = seen.value ?? state.worstValue;
      this.changes.push({ kind: 'worse', id: id(state.sinceMs), lastValue, worstValue: state.worstValue });
    } else if (reason === 'recovered' && before.phase === 'firing') {
      const { recipients } = rule;
      this.changes.push({
        kind: 'resolved',
        id: id(before.sinceMs),
        resolvedMs: seen.endMs,
        silent: false,
        recipients,
      });
    }
  }
}

/** How long a server has been silent, in milliseconds; since its registration when it never answered. */
function silence(server: CheckedServer, nowMs: number): Observation {
  const sinceMs = server.lastContactMs ?? server.createdMs;
  return { startMs: sinceMs, endMs: nowMs, value: nowMs - sinceMs };
}

function newAlert(id: string, server: CheckedServer, look: Look, state: AlertState & { phase: 'firing' }): Alert {
  const { rule, thresholds, subject, seen, peak } = look;
  return {
    id,
    ruleId: rule.id,
    ruleName: rule.name,
    serverId: server.id,
    serverName: server.name,
    subject,
    severity: rule.severity,
    phase: 'firing',
    startsMs: state.sinceMs,
    firedMs: seen.endMs,
    resolvedMs: null,
    metric: rule.kind === 'threshold' ? rule.metric : rule.kind,
    threshold: thresholds.threshold,
    firedValue: state.worstValue,
    worstValue: state.worstValue,
    lastValue: state.worstValue,
    peak,
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
