import { alertVocabulary } from '../../shared/model/alerting/alert-words-table.ts';
import type { AlertRan } from '../../shared/model/alerting/alert-words.ts';
import type { DigestContext } from './mail-digest.ts';
import { allAlertsLink, type Entry, summaryOf } from './mail-entry.ts';
import { mailWords } from './mail-words.ts';

/** As many alerts are written out; the others get a line each. */
const WRITTEN_OUT = 5;
const MAX_LINES = 100;

/** The mail for programs and people that read no HTML. */
export function mailText(entries: readonly Entry[], context: DigestContext): string {
  const words = mailWords[context.language];
  if (entries.length <= 3) return [...entries.map((entry) => wholeText(entry, context)), words.footer].join('\n\n');
  const all = allAlertsLink(context.publicUrl);
  const lines = entries.slice(0, MAX_LINES).map((entry) => `- ${entry.words.headline} · ${entry.words.when}`);
  const more = entries.length > MAX_LINES ? [words.andMore(entries.length - MAX_LINES)] : [];
  return [
    summaryOf(entries, context),
    [...lines, ...more].join('\n'),
    ...(all ? [`${words.openAll}: ${all}`] : []),
    `${words.details}:`,
    ...entries.slice(0, WRITTEN_OUT).map((entry) => wholeText(entry, context)),
    words.footer,
  ].join('\n\n');
}

function wholeText({ words, link }: Entry, context: DigestContext): string {
  const { separator } = alertVocabulary[context.language];
  return [
    words.headline,
    ...words.facts.map(({ label, value }) => `${label}${separator}${value}`),
    ...(words.ran ? ranText(words.ran, context) : []),
    ...(link ? [`${mailWords[context.language].open}${separator}${link}`] : []),
  ].join('\n');
}

function ranText(ran: AlertRan, { language }: DigestContext): string[] {
  const { separator, ran: words } = alertVocabulary[language];
  return [
    `${ran.title}${separator}`,
    ...ran.groups.map(({ name, count, cpu, memory }) => `  ${name} × ${count}: ${cpu}, ${memory}`),
    ...ran.top.map(({ name, pid, cpu, memory }) => `  ${name} (${words.pid} ${pid}): ${cpu}, ${memory}`),
  ];
}
