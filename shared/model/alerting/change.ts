import type { PeakView } from '../view.ts';
import type { EndReason, Episode } from './alert.ts';

/** What has to be written of an alert. Writing it again changes nothing. */
export type Change =
  | { readonly kind: 'fired'; readonly episode: Episode }
  | {
      readonly kind: 'ongoing';
      readonly id: string;
      readonly lastValue: number | null;
      readonly worstValue: number | null;
      /** What ran at the worst second, where that is a new one. */
      readonly peak: PeakView | null;
      /** An alert of late data that still fires now: news after all. */
      readonly present: boolean;
      readonly recipients: readonly string[];
    }
  | {
      readonly kind: 'ended';
      readonly id: string;
      readonly resolvedMs: number;
      readonly reason: EndReason;
      readonly recipients: readonly string[];
      /** Who was told when nobody looked. */
      readonly escalatedTo: readonly string[];
      /** Nobody has to be told. */
      readonly quiet: boolean;
    };

/**
 * The same alert always has the same id, so that a run that died half-way can simply be run again. The subject is foreign text and
 * stands in it as base64url (RFC 4648), so that an id can stand in an address.
 */
export function alertId(ruleId: string, serverId: string, subject: string, startsMs: number): string {
  const bytes = new TextEncoder().encode(subject);
  const text = btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
  return `${ruleId}:${serverId}:${text}:${startsMs}`;
}

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;

/**
 * What has happened to each alert in one run, in as few words as possible: an hour of catching up says sixty times that an alert
 * still fires, and one that fired and ended within the hour is one that fired and is over.
 */
export class Changes {
  readonly #fired = new Map<string, Of<'fired'>>();
  readonly #ongoing = new Map<string, Of<'ongoing'>>();
  readonly #ended = new Map<string, Of<'ended'>>();

  add(change: Change): void {
    if (change.kind === 'fired') {
      // What was taken back a moment ago holds after all.
      this.#ended.delete(change.episode.id);
      this.#fired.set(change.episode.id, change);
    } else if (this.#fired.has(change.id)) this.#fired.set(change.id, into(this.#fired.get(change.id), change));
    else if (change.kind === 'ended') this.#ended.set(change.id, change);
    else this.#ongoing.set(change.id, joined(this.#ongoing.get(change.id), change));
  }

  get list(): readonly Change[] {
    return [...this.#fired.values(), ...this.#ongoing.values(), ...this.#ended.values()];
  }
}

function joined(before: Of<'ongoing'> | undefined, next: Of<'ongoing'>): Of<'ongoing'> {
  return { ...next, peak: next.peak ?? before?.peak ?? null, present: next.present || before?.present === true };
}

function into(fired: Of<'fired'> | undefined, change: Of<'ongoing'> | Of<'ended'>): Of<'fired'> {
  if (!fired) throw new RangeError(`nothing fired under ${change.id}`);
  const { episode } = fired;
  if (change.kind === 'ended') {
    const { resolvedMs, reason } = change;
    return { kind: 'fired', episode: { ...episode, phase: 'resolved', resolvedMs, endReason: reason } };
  }
  const { lastValue, worstValue, peak, present } = change;
  const past = episode.past && !present;
  return { kind: 'fired', episode: { ...episode, lastValue, worstValue, peak: peak ?? episode.peak, past } };
}
