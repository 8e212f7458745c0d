import { alertVocabulary } from '../../shared/model/alerting/alert-words-table.ts';
import type { AlertWords } from '../../shared/model/alerting/alert-words.ts';
import type { DigestContext } from './mail-digest.ts';
import { allAlertsLink, type Entry, summaryOf } from './mail-entry.ts';
import { button, card, escape, foreign, page, table, tones } from './mail-parts.ts';
import { mailWords } from './mail-words.ts';

/** An entry with the name of its chart's picture, where it has one. */
export interface HtmlEntry extends Entry {
  readonly cid: string | null;
}

const MAX_ROWS = 100;
/** Up to here every alert is shown whole; beyond, a table comes first and only the worst follow whole. */
const MAX_WHOLE = 3;
const WHOLE_AFTER_TABLE = 5;
const CHART_WIDTH = 568;

/** The mail as HTML that also old programs lay out: one column of tables with their styles in place. */
export function mailHtml(title: string, entries: readonly HtmlEntry[], context: DigestContext): string {
  const words = mailWords[context.language];
  const many = entries.length > MAX_WHOLE;
  const whole = entries.slice(0, many ? WHOLE_AFTER_TABLE : MAX_WHOLE).map((entry) => alertCard(entry, context));
  const body = many
    ? [overview(entries, context), `<p class="faint" style="margin:20px 4px 8px">${words.details}</p>`, ...whole]
    : whole;
  const [first] = entries;
  const preview = first && !many ? `${first.words.value} ${first.words.limit} · ${first.words.when}` : '';
  return page({ language: context.language, title, preview, body: body.join(''), footer: words.footer });
}

function alertCard({ part, words, link, cid }: HtmlEntry, context: DigestContext): string {
  const mail = mailWords[context.language];
  const value =
    words.value === '' || part.kind === 'resolved'
      ? ''
      : `<div style="font-size:30px;line-height:36px;font-weight:700;margin:6px 0 2px">${escape(words.value)}` +
        `<span class="faint" style="font-size:15px;font-weight:400;line-height:24px">&nbsp; ${escape(words.limit)}</span></div>`;
  const facts = words.facts
    .filter((fact) => !stoodAbove(fact.label, value !== '' && !part.alert.interval, words, context))
    .map(
      ({ label, value: text }) =>
        `<tr><td class="faint" valign="top" style="padding:3px 12px 3px 0;white-space:nowrap">${escape(label)}</td><td valign="top" style="padding:3px 0;word-break:break-word">${foreign(text)}</td></tr>`,
    );
  return card(
    words.tone,
    badge(words) +
      `<div style="font-size:19px;line-height:25px;font-weight:600;margin:4px 0 0;word-break:break-word">${foreign(words.where)} · ${foreign(words.rule)}</div>` +
      value +
      table(facts.join(''), 'margin:8px 0 0') +
      (cid === null ? '' : picture(cid, words, part.alert.metric === 'time_to_full' ? null : words.limit, context)) +
      ran(words, context) +
      (link ? button(link, mail.open) : ''),
  );
}

/** What the heading of a card says already is not said again below it. */
function stoodAbove(label: string, valueStands: boolean, words: AlertWords, { language }: DigestContext): boolean {
  const { label: labels, severity } = alertVocabulary[language];
  if (label === labels.value) return valueStands;
  if (label === labels.severity) return Object.values(severity).includes(words.badge);
  return label === labels.server || label === labels.rule;
}

function badge({ tone, badge: text }: AlertWords): string {
  return `<div class="tone-${tone}" style="color:${tones[tone].light};font-size:13px;line-height:18px;font-weight:700">${escape(text)}</div>`;
}

function picture(cid: string, words: AlertWords, threshold: string | null, { language }: DigestContext): string {
  const mail = mailWords[language];
  const alt = mail.chartAlt([words.where, words.rule, words.value, words.limit].filter(Boolean).join(' '));
  return (
    `<img src="cid:${cid}" alt="${escape(alt)}" width="${CHART_WIDTH}" style="display:block;width:100%;max-width:${CHART_WIDTH}px;height:auto;border:0;border-radius:6px;margin:14px 0 4px">` +
    `<div class="faint" style="font-size:12px;line-height:17px">${escape(mail.caption(threshold))}</div>`
  );
}

function ran({ ran: of }: AlertWords, { language }: DigestContext): string {
  if (!of) return '';
  const { ran: words } = alertVocabulary[language];
  const row = (cells: readonly string[], head: boolean) =>
    `<tr>${cells.map((cell, index) => `<td${head ? ' class="faint"' : ''} align="${index === 0 ? 'left' : 'right'}" valign="top" style="padding:${head ? 8 : 3}px 0 3px ${index === 0 ? 0 : 10}px;${index === 0 ? 'word-break:break-word' : 'white-space:nowrap'}">${cell}</td>`).join('')}</tr>`;
  const groups = of.groups.map((g) => row([foreign(g.name), escape(g.count), escape(g.cpu), escape(g.memory)], false));
  const top = of.top.map((p) => row([foreign(p.name), escape(p.pid), escape(p.cpu), escape(p.memory)], false));
  return (
    `<div style="font-weight:600;margin:16px 0 4px">${escape(of.title)}</div>` +
    table(
      (groups.length > 0 ? row([words.group, words.count, words.cpu, words.memory], true) + groups.join('') : '') +
        (top.length > 0 ? row([words.process, words.pid, words.cpu, words.memory], true) + top.join('') : ''),
    )
  );
}

/** A row an alert, the worst first. */
function overview(entries: readonly HtmlEntry[], context: DigestContext): string {
  const words = mailWords[context.language];
  const all = allAlertsLink(context.publicUrl);
  const rows = entries.slice(0, MAX_ROWS).map(({ words: of, link }) => {
    const name = foreign(of.where);
    return (
      `<tr><td class="line" valign="top" style="padding:7px 8px 7px 0;word-break:break-word"><b>${link ? `<a href="${escape(link)}" class="plain">${name}</a>` : name}</b><br><span class="faint">${foreign(of.rule)}</span></td>` +
      `<td class="line" align="right" valign="top" style="padding:7px 0">${escape(of.value)} <span class="tone-${of.tone}" style="color:${tones[of.tone].light}">${escape(of.badge)}</span><br><span class="faint" style="white-space:nowrap">${escape(of.when)}</span></td></tr>`
    );
  });
  const more = entries.length - MAX_ROWS;
  const moreText = escape(words.andMore(more));
  const moreRow =
    more > 0 ? `<p style="margin:10px 0 0">${all ? `<a href="${escape(all)}">${moreText}</a>` : moreText}</p>` : '';
  return card(
    entries[0]?.words.tone ?? 'quiet',
    `<div style="font-size:19px;line-height:25px;font-weight:600;margin:0 0 8px">${escape(summaryOf(entries, context))}</div>` +
      table(rows.join('')) +
      moreRow +
      (all ? button(all, words.openAll) : ''),
  );
}
