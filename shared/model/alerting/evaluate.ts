import { type PeakView, type WindowView } from '../view.ts';
import type { EndReason } from './alert.ts';
import { type AlertState, type Criteria, inactive, step } from './alert-state.ts';
import { alertId, type Change, Changes } from './change.ts';
import { baseOf, type CheckState, type Snapshot, type SubjectState, withSnapshot } from './check-state.ts';
import { firedEpisode } from './episode.ts';
import { isWindowRule, measureOf, peakFor, signalOf, subjectsOf } from './observe.ts';
import type { SubjectValue } from './window-signal.ts';
import { provisionalEpisodes } from './provisional.ts';
import { type Rule } from './rule.ts';
import { inScope } from './scope.ts';
import { type CheckedServer, isServerRule, rememberServer, serverSignalOf } from './server-signals.ts';
import { followFilesystems } from './time-to-full.ts';

/** What was over for this long when it was found is history, not news. */
export const PAST_MS = 10 * 60_000;

export interface EvaluationInput {
  readonly server: CheckedServer;
  readonly rules: readonly Rule[];
  /** Windows from `baseOf(check, lateFromMs)` on, in any order. */
  readonly windows: readonly WindowView[];
  /** The window that is not closed yet. */
  readonly open: WindowView | null;
  readonly check: CheckState;
  /** Start of the oldest window that came late, after newer ones had been looked at; null when none did. */
  readonly lateFromMs: number | null;
  readonly nowMs: number;
}

export interface Evaluation {
  readonly check: CheckState;
  readonly changes: readonly Change[];
}

/**
 * Rules against a server's new windows in order of time, against its open minute, and against its row. Pure, and made anew
 * from the last moment before the oldest new window: so any order of arrival and any repetition ends in the same alerts.
 */
export function evaluate(input: EvaluationInput): Evaluation {
  const run = new Run(input);
  run.forgetRules();
  for (const window of [...input.windows].sort((a, b) => a.startMs - b.startMs)) run.lookAtWindow(window);
  run.withdrawWhatNeverWas();
  run.lookAheadOfClosedWindows();
  run.lookAtServer();
  return run.result();
}

/** Everything that one look at one subject is made of. */
interface Look {
  readonly rule: Rule;
  readonly criteria: Criteria;
  readonly metric: string;
  readonly seen: SubjectValue & { readonly startMs: number; readonly endMs: number };
  readonly peak: PeakView | null;
  readonly endsQuietly?: boolean;
}

class Run {
  readonly #input: EvaluationInput;
  readonly #rules: readonly Rule[];
  readonly #isLate: boolean;
  readonly #changes = new Changes();
  readonly #states: Map<string, SubjectState>;
  readonly #serverStates: Map<string, SubjectState>;
  #trends: Map<string, Snapshot['trends'][number]['trend']>;
  #throughMs: number | null;
  #earlier: readonly Snapshot[];
  #fired: CheckState['fired'];
  #provisional: CheckState['provisional'];
  readonly #before: CheckState['fired'];

  constructor(input: EvaluationInput) {
    const { check, lateFromMs, server } = input;
    const base = baseOf(check, lateFromMs);
    this.#input = input;
    this.#rules = input.rules.filter((rule) => rule.enabled && inScope(rule.scope, server));
    this.#isLate = base !== check.current;
    this.#states = new Map((base?.states ?? []).map((s) => [place(s), s]));
    this.#serverStates = new Map(check.server.map((s) => [place(s), s]));
    this.#trends = new Map((base?.trends ?? []).map(({ mount, trend }) => [mount, trend]));
    this.#throughMs = base?.throughMs ?? null;
    const reached = base?.throughMs ?? -Infinity;
    this.#earlier = this.#isLate ? check.earlier.filter((s) => s.throughMs < reached) : check.earlier;
    this.#before = check.fired;
    this.#fired = check.fired.filter(({ firedMs }) => !this.#isLate || firedMs <= reached);
    this.#provisional = check.provisional;
  }

  /** The alerts of a rule that was deleted, switched off, or measures something else by now end without a message. */
  forgetRules(): void {
    const measures = new Map(this.#rules.map((rule) => [rule.id, measureOf(rule)]));
    for (const states of [this.#states, this.#serverStates]) {
      for (const [at, { ruleId, metric, subject, state }] of states) {
        if (measures.get(ruleId) === metric) continue;
        states.delete(at);
        if (state.phase === 'firing') this.#end(this.#idOf(ruleId, subject, state.sinceMs), 'rule_gone');
      }
    }
    this.#provisional = this.#provisional.filter(({ id, ruleId }) => {
      if (measures.has(ruleId)) return true;
      this.#end(id, 'rule_gone');
      return false;
    });
  }

  lookAtWindow(window: WindowView): void {
    const { startMs } = window;
    const endMs = startMs + window.lengthMs;
    const previousEndMs = this.#throughMs;
    if (previousEndMs !== null && endMs <= previousEndMs) return;
    const before = this.#snapshot(previousEndMs ?? startMs);
    const trends = followFilesystems(this.#trends, window);
    for (const rule of this.#rules) {
      if (!isWindowRule(rule)) continue;
      const { criteria, seesGaps, observe } = signalOf(rule);
      const known = this.#known(rule);
      if (seesGaps && criteria.missing !== 'keep' && previousEndMs !== null && startMs > previousEndMs) {
        for (const subject of subjectsOf(rule, known)) {
          const seen = { subject, value: null, startMs: previousEndMs, endMs: startMs };
          this.#look({ rule, criteria, metric: measureOf(rule), seen, peak: null });
        }
      }
      const peak = peakFor(rule, window);
      for (const value of observe(window, { previousEndMs, known, trends })) {
        this.#look({ rule, criteria, metric: measureOf(rule), seen: { ...value, startMs, endMs }, peak });
      }
    }
    this.#trends = trends;
    this.#throughMs = endMs;
    this.#earlier = withSnapshot(this.#earlier, before, endMs);
  }

  /** Alerts that fired when windows were missing, and do not with them. */
  withdrawWhatNeverWas(): void {
    if (!this.#isLate) return;
    const now = new Set(this.#fired.map(({ id }) => id));
    for (const { id } of this.#before) if (!now.has(id)) this.#end(id, 'withdrawn', { quiet: false });
  }

  /** What is certain of the open minute, and minutes that should be here by now and are not. Nothing of it is remembered as a state. */
  lookAheadOfClosedWindows(): void {
    const { server, open, nowMs } = this.#input;
    const found = provisionalEpisodes({
      server,
      open: open && (this.#throughMs === null || open.startMs >= this.#throughMs) ? open : null,
      rules: this.#rules.filter(isWindowRule),
      throughMs: this.#throughMs,
      stateOf: (rule, subject) => this.#states.get(place({ ruleId: rule.id, subject }))?.state ?? inactive,
      known: (rule) => this.#known(rule),
      trends: this.#trends,
      nowMs,
    });
    const before = this.#provisional;
    this.#provisional = found.map(({ of, episode: { id, ruleId, startsMs } }) => ({
      id,
      ruleId,
      startMs: startsMs,
      of,
    }));
    for (const { episode } of found) this.#changes.add({ kind: 'fired', episode });
    for (const waiting of before) this.#settleProvisional(waiting);
  }

  /** A provisional alert is confirmed by closed windows, or still holds, or waits for its minute to close, or never was. */
  #settleProvisional(waiting: CheckState['provisional'][number]): void {
    const { id, ruleId, startMs, of } = waiting;
    if ([...this.#fired, ...this.#provisional].some((held) => held.id === id)) return;
    const isClosed = this.#throughMs !== null && this.#throughMs > startMs;
    if (of === 'open' && !isClosed) this.#provisional = [...this.#provisional, waiting];
    else this.#end(id, 'withdrawn', { quiet: false, ruleId });
  }

  lookAtServer(): void {
    const { server, check, nowMs } = this.#input;
    for (const rule of this.#rules) {
      if (!isServerRule(rule)) continue;
      const { criteria, seen, endsQuietly } = serverSignalOf(rule, server, check, nowMs);
      const look = { subject: '', value: seen.value, startMs: seen.sinceMs, endMs: nowMs };
      this.#look({ rule, criteria, metric: rule.kind, seen: look, peak: null, endsQuietly }, this.#serverStates);
    }
  }

  result(): Evaluation {
    const { server, check } = this.#input;
    const oldestMs = this.#earlier[0]?.throughMs ?? -Infinity;
    return {
      changes: this.#changes.list,
      check: {
        current: this.#throughMs === null ? null : this.#snapshot(this.#throughMs),
        earlier: [...this.#earlier],
        fired: this.#fired.filter(({ firedMs }) => firedMs > oldestMs),
        provisional: this.#provisional,
        server: [...this.#serverStates.values()],
        agentStartedMs: rememberServer(server, check).agentStartedMs,
      },
    };
  }

  #snapshot(throughMs: number): Snapshot {
    const trends = [...this.#trends].map(([mount, trend]) => ({ mount, trend }));
    return { throughMs, states: [...this.#states.values()], trends };
  }

  #known(rule: Rule): string[] {
    return [...this.#states.values()].filter(({ ruleId }) => ruleId === rule.id).map(({ subject }) => subject);
  }

  #look(look: Look, states = this.#states): void {
    const { rule, criteria, metric, seen } = look;
    const at = place({ ruleId: rule.id, subject: seen.subject });
    const before = states.get(at)?.state ?? inactive;
    const { state, reason } = step(before, seen, criteria);
    const settled = state.phase === 'firing' ? this.#settlePast(state, look, before) : state;
    if (settled.phase === 'inactive' && settled.recent === undefined) states.delete(at);
    else states.set(at, { ruleId: rule.id, metric, subject: seen.subject, state: settled });
    if (reason === 'fired' && settled.phase === 'firing') this.#fire(look, settled);
    else if (settled.phase === 'firing') this.#goOn(look, before, settled);
    else if (before.phase === 'firing') {
      const id = this.#idOf(rule.id, seen.subject, before.sinceMs);
      const quiet = look.endsQuietly ?? false;
      const ended = reason === 'no_data_ended' ? 'no_data' : 'recovered';
      // The end of what it waited for is the end of the alert, not the end of the waiting.
      this.#end(id, ended, { quiet, ruleId: rule.id, resolvedMs: before.clearSinceMs ?? seen.startMs });
    }
  }

  /** Whether an alert is history: as found before, or now by its age; what still fires now is news. */
  #settlePast(state: AlertState & { phase: 'firing' }, { rule, seen }: Look, before: AlertState) {
    const isRecent = seen.endMs >= this.#input.nowMs - PAST_MS;
    if (before.phase === 'firing') return { ...state, past: state.past && !isRecent };
    const id = this.#idOf(rule.id, seen.subject, state.sinceMs);
    return { ...state, past: this.#before.find((known) => known.id === id)?.past ?? !isRecent };
  }

  #fire(look: Look, state: AlertState & { phase: 'firing' }): void {
    const { server } = this.#input;
    const id = this.#idOf(look.rule.id, look.seen.subject, state.sinceMs);
    this.#changes.add({
      kind: 'fired',
      episode: firedEpisode({ id, server, look, state, newestSampleMs: look.seen.endMs }),
    });
    this.#fired = [...this.#fired.filter((f) => f.id !== id), { id, firedMs: look.seen.endMs, past: state.past }];
  }

  #goOn({ rule, seen, peak }: Look, before: AlertState, state: AlertState & { phase: 'firing' }): void {
    const wasFiring = before.phase === 'firing' ? before : null;
    const id = this.#idOf(rule.id, seen.subject, state.sinceMs);
    const present = wasFiring !== null && wasFiring.past && !state.past;
    if (present) this.#fired = this.#fired.map((known) => (known.id === id ? { ...known, past: false } : known));
    this.#changes.add({
      kind: 'ongoing',
      id,
      lastValue: seen.value,
      worstValue: state.worstValue,
      peak: wasFiring && wasFiring.worstValue !== state.worstValue ? peak : null,
      present,
      recipients: rule.recipients,
    });
  }

  #end(id: string, reason: EndReason, more: { quiet?: boolean; ruleId?: string; resolvedMs?: number } = {}): void {
    const rule = this.#rules.find((each) => each.id === more.ruleId);
    const [recipients, escalatedTo] = [rule?.recipients ?? [], rule?.escalation?.recipients ?? []];
    const resolvedMs = more.resolvedMs ?? this.#input.nowMs;
    this.#changes.add({ kind: 'ended', id, resolvedMs, reason, recipients, escalatedTo, quiet: more.quiet ?? true });
  }

  #idOf(ruleId: string, subject: string, sinceMs: number): string {
    return alertId(ruleId, this.#input.server.id, subject, sinceMs);
  }
}

function place({ ruleId, subject }: Pick<SubjectState, 'ruleId' | 'subject'>): string {
  return `${ruleId}\n${subject}`;
}
