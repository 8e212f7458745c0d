import { type AlertWords, alertWords } from '../../shared/model/alerting/alert-words.ts';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import { alertVocabulary } from '../../shared/model/alerting/alert-words-table.ts';
import { foreignText } from '../../shared/model/alerting/words.ts';
import type { Digest, DigestContext, DigestPart } from './mail-digest.ts';
import { mailWords } from './mail-words.ts';

/** One alert of a digest with its words and its link. */
export interface Entry {
  readonly part: DigestPart;
  readonly words: AlertWords;
  readonly link: string | null;
}

const MAX_SUBJECT = 120;

/** What a digest says, the worst first. */
export function entriesOf(digest: Digest, context: DigestContext): Entry[] {
  return worstFirst(digest.parts).map((part) => ({
    part,
    words: alertWords(part.kind, part.alert, context.language, context.nowMs),
    link: alertLink(context.publicUrl, part.alert.id),
  }));
}

/** The order in which messages are shown, and charts given. */
export function worstFirst<Part extends Pick<DigestPart, 'kind' | 'alert'>>(parts: readonly Part[]): Part[] {
  return [...parts].sort(
    (a, b) => rank(a) - rank(b) || excess(b.alert) - excess(a.alert) || a.alert.startsMs - b.alert.startsMs,
  );
}

/** What a digest is about in one line; for one alert, the alert's own. At most 120 characters, without line breaks. */
export function titleOf(entries: readonly Entry[], context: DigestContext): string {
  const [first] = entries;
  if (!first) return 'Peakwatch';
  const before = entries.length === 1 ? '' : `${summaryOf(entries, context)}${separator(context)}`;
  // The value stands last and matters more than the end of a long name: the names give way.
  for (const length of [60, 40, 28, 20, 12, 6]) {
    const title = before + headline(first, length, context, entries.length > 1);
    if (Array.from(title).length <= MAX_SUBJECT) return title;
  }
  return foreignText(before + first.words.headline, MAX_SUBJECT);
}

/** `3 new, 2 over, 1 critical on 4 servers`. */
export function summaryOf(entries: readonly Entry[], { language }: DigestContext): string {
  const words = mailWords[language];
  const countOf = (key: keyof typeof words.counts) => entries.filter(({ part }) => countKey(part) === key).length;
  const keys = ['firing', 'escalation', 'repeat', 'resolved', 'past'] as const;
  const counts = keys.flatMap((key) => (countOf(key) > 0 ? [words.counts[key](countOf(key))] : []));
  const servers = new Set(entries.map(({ part }) => part.alert.serverId)).size;
  const critical = entries.filter(({ part }) => isNews(part) && part.alert.severity === 'critical').length;
  if (critical > 0) counts.push(words.critical(critical));
  return counts.join(words.listSeparator) + words.onServers(servers);
}

/** The page of one alert, or of all. Escaped so far that it stands whole in Markdown, too. */
export function alertLink(publicUrl: string | null, alertId: string): string | null {
  if (publicUrl === null) return null;
  const id = encodeURIComponent(alertId).replace(/[()*'!~]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `${publicUrl.replace(/\/+$/, '')}/#/alerts/${id}`;
}

export function allAlertsLink(publicUrl: string | null): string | null {
  return publicUrl === null ? null : `${publicUrl.replace(/\/+$/, '')}/#/alerts`;
}

function headline({ words, part }: Entry, length: number, context: DigestContext, among: boolean): string {
  const what = `${foreignText(words.where, length)} · ${foreignText(words.rule, length)}`;
  const value = [what, part.kind === 'resolved' ? '' : words.value].filter((text) => text !== '').join(' ');
  if (among) return value;
  const limit = words.limit === '' || part.kind === 'resolved' ? '' : vocabulary(context).inBrackets(words.limit);
  return `${words.badge}${separator(context)}${value}${limit}`;
}

const vocabulary = (context: DigestContext) => alertVocabulary[context.language];
const separator = (context: DigestContext) => vocabulary(context).separator;

function countKey({ kind, alert }: Told) {
  return kind === 'firing' && alert.past ? 'past' : kind;
}

type Told = Pick<DigestPart, 'kind' | 'alert'>;
const isNews = (part: Told) => !['resolved', 'past'].includes(countKey(part));

/** Unacknowledged before new before repeated, critical before warning; what is over and what is history come last. */
function rank(part: Told): number {
  const byKind = { escalation: 0, firing: 0, repeat: 1, resolved: 4, past: 6 }[countKey(part)];
  return 2 * byKind + (part.alert.severity === 'critical' ? 0 : 1);
}

/** How many times the threshold the worst value is, or the other way round for a rule that fires below. */
function excess({ comparison, threshold, worstValue, firedValue }: Alert): number {
  const value = worstValue ?? firedValue;
  if (value === null) return Infinity;
  const [dividend, divisor] = comparison === 'above' ? [value, threshold] : [threshold, value];
  return divisor === 0 ? Number.MAX_VALUE : dividend / divisor;
}
