import { alertVocabulary } from '../../../shared/model/alerting/alert-words-table.ts';
import type { AlertWords } from '../../../shared/model/alerting/alert-words.ts';
import type { Digest, DigestContext } from '../mail-digest.ts';
import { allAlertsLink, type Entry, entriesOf, titleOf } from '../mail-entry.ts';
import { mailWords } from '../mail-words.ts';

/** How a chat program writes; each takes plain text and gives its own markup. */
export interface Markup {
  readonly escape: (text: string) => string;
  readonly bold: (escaped: string) => string;
  /** `url` is one of ours, with everything odd in it percent-encoded. Null where text cannot be a link. */
  readonly link: ((escaped: string, url: string) => string) | null;
  readonly lineBreak: string;
  readonly paragraph: string;
  /** The longest text that it takes, measured by `length`. */
  readonly limit: number;
  readonly length: (text: string) => number;
}

export const characters = (text: string): number => text.length;
export const utf8Bytes = (text: string): number => Buffer.byteLength(text);
/** As part of a JSON body, where some signs take two bytes or six. */
export const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text));

export interface ChatText {
  readonly title: string;
  readonly text: string;
  readonly tone: AlertWords['tone'];
  /** Of the only alert, or of all. */
  readonly link: string | null;
}

/** Up to here every alert is written with what ran; beyond, each has a line. */
const MAX_WHOLE = 3;
/** Nobody scrolls through more lines than that in a chat. */
const MAX_LINES = 30;

/** A digest as one chat message, the worst first, cut between alerts so that it fits. The title is plain text. */
export function chatText(digest: Digest, context: DigestContext, markup: Markup): ChatText {
  const entries = entriesOf(digest, context);
  const title = titleOf(entries, context);
  const whole = entries.length <= MAX_WHOLE;
  const heading = whole ? [] : [markup.bold(markup.escape(title))];
  const between = whole ? markup.paragraph : markup.lineBreak;
  const all = allAlertsLink(context.publicUrl);
  const ending = (left: number) => (left === 0 ? [] : [linked(mailWords[context.language].andMore(left), all, markup)]);
  const join = (shown: readonly string[]) =>
    [...heading, ...shown, ...ending(entries.length - shown.length)].join(between);
  const pieces = entries
    .slice(0, whole ? MAX_WHOLE : MAX_LINES)
    .map((entry) => (whole ? wholeAlert(entry, context, markup) : alertLine(entry, markup)));
  // Even one alert can be too long: then without what ran.
  const candidates = whole ? [pieces, entries.map((entry) => alertLine(entry, markup))] : [pieces];
  const [only] = entries;
  const same = {
    title,
    tone: only?.words.tone ?? 'quiet',
    link: entries.length === 1 ? (only?.link ?? null) : all,
  } as const;
  for (const candidate of candidates) {
    for (let count = candidate.length; count > 0; count -= 1) {
      const text = join(candidate.slice(0, count));
      if (markup.length(text) <= markup.limit) return { ...same, text };
    }
  }
  return { ...same, text: markup.escape(title) };
}

function wholeAlert({ words, link }: Entry, context: DigestContext, markup: Markup): string {
  const { separator } = alertVocabulary[context.language];
  const { escape } = markup;
  const facts = words.facts.map(({ label, value }) => escape(`${label}${separator}${value}`));
  const ran = words.ran
    ? [
        escape(words.ran.title),
        ...words.ran.groups.map((g) => escape(`${g.name} × ${g.count}: ${g.cpu}, ${g.memory}`)),
        ...words.ran.top.map((p) => escape(`${p.name} (pid ${p.pid}): ${p.cpu}, ${p.memory}`)),
      ]
    : [];
  const open = link && markup.link ? [markup.link(escape(mailWords[context.language].open), link)] : [];
  return [markup.bold(escape(words.headline)), ...facts, ...ran, ...open].join(markup.lineBreak);
}

function alertLine({ words, link }: Entry, markup: Markup): string {
  return `${linked(words.headline, link, markup)} · ${markup.escape(words.when)}`;
}

function linked(text: string, url: string | null, markup: Markup): string {
  return url === null || !markup.link ? markup.escape(text) : markup.link(markup.escape(text), url);
}

/**
 * Text for the Markdown of chats that document no way to escape: signs that would mark something up, mention somebody or make
 * a tag are shown by their full-width twins.
 */
export function withTwins(text: string): string {
  return text.replace(/[<>[\]*`#@~|\\]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
}
