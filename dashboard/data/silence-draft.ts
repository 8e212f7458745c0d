import type { Scope } from '../../shared/model/alerting/scope.ts';
import type { Silence, SilenceInput } from '../../shared/model/alerting/silence.ts';

const HOUR_MS = 3_600_000;

/** Lengths of a silence that are one click away; null is until a moment of its own. */
export const lengthsMs = [HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS, null] as const;

/** What the form of a silence holds; fields of both kinds, so that changing the kind loses nothing. */
export interface SilenceDraft {
  readonly kind: 'once' | 'weekly';
  readonly author: string;
  readonly comment: string;
  readonly scope: Scope;
  readonly ruleIds: readonly string[];
  /** Null is now. */
  readonly startsMs: number | null;
  /** Of a single silence: null is until `endsMs`. */
  readonly lengthMs: number | null;
  readonly endsMs: number | null;
  readonly timeZone: string;
  readonly weekdays: readonly number[];
  readonly at: string;
  readonly minutes: number | null;
}

/** An hour from now on, about the named server and rule if there are any. */
export function newSilence(
  about: { readonly serverId: string | null; readonly ruleId: string | null },
  timeZone: string,
): SilenceDraft {
  return {
    kind: 'once',
    author: '',
    comment: '',
    scope: about.serverId === null ? { kind: 'all' } : { kind: 'servers', serverIds: [about.serverId] },
    ruleIds: about.ruleId === null ? [] : [about.ruleId],
    startsMs: null,
    lengthMs: HOUR_MS,
    endsMs: null,
    timeZone,
    weekdays: [1, 2, 3, 4, 5],
    at: '02:00',
    minutes: 60,
  };
}

export function draftOfSilence({ author, comment, scope, ruleIds, when }: Silence, timeZone: string): SilenceDraft {
  const shared = { ...newSilence({ serverId: null, ruleId: null }, timeZone), author, comment, scope, ruleIds };
  const { startsMs, endsMs } = when;
  if (when.kind === 'once') return { ...shared, kind: 'once', startsMs, endsMs, lengthMs: null };
  const { weekdays, at, minutes } = when;
  return { ...shared, kind: 'weekly', startsMs, endsMs, timeZone: when.timeZone, weekdays, at, minutes };
}

/** What is sent to the API, which alone says what is wrong. */
export function silenceInputOf(draft: SilenceDraft, nowMs: number): object {
  const { author, comment, scope, ruleIds, kind, timeZone, weekdays, at, minutes, lengthMs } = draft;
  const startsMs = draft.startsMs ?? nowMs;
  const once = { kind, startsMs, endsMs: lengthMs === null ? draft.endsMs : startsMs + lengthMs };
  const weekly = {
    kind,
    timeZone,
    weekdays: [...weekdays].sort((a, b) => a - b),
    at,
    minutes,
    startsMs,
    endsMs: draft.endsMs,
  };
  return { author, comment, scope, ruleIds, when: kind === 'once' ? once : weekly };
}

/** The same silence, over now. One that recurs ends for good. */
export function endedNow({ author, comment, scope, ruleIds, when }: Silence, nowMs: number): SilenceInput {
  return { author, comment, scope, ruleIds, when: { ...when, endsMs: nowMs } };
}

export type SilenceState = 'active' | 'planned' | 'recurring' | 'ended';

/** Whether a silence is in force, will be, comes again and again, or is over. */
export function silenceState({ active, when }: Silence & { readonly active: boolean }, nowMs: number): SilenceState {
  if (active) return 'active';
  if (when.endsMs !== null && when.endsMs <= nowMs) return 'ended';
  return when.kind === 'weekly' ? 'recurring' : 'planned';
}
