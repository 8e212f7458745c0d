import { createHash } from 'node:crypto';
import { chart } from './chart.ts';
import type { Digest, DigestContext } from './mail-digest.ts';
import { type Entry, entriesOf, titleOf } from './mail-entry.ts';
import { type HtmlEntry, mailHtml } from './mail-html.ts';
import { mailText } from './mail-text.ts';

export interface Mail {
  /** Names this mail, the same at every attempt: letters and digits, for a Message-ID. */
  readonly id: string;
  /** Names the alerts that it is about, the same in each of their mails: so they stand together in a mail program. */
  readonly threads: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Shows each chart as `<img src="cid:…">`. */
  readonly html: string;
  readonly charts: readonly MailChart[];
}

export interface MailChart {
  readonly cid: string;
  readonly svg: string;
}

const MAX_CHARTS = 5;
/** A mail's References header stays short. */
const MAX_THREADS = 20;

/** The mail for a digest. Every name in it is foreign text. Pure: the same at every attempt, but for the ages it tells. */
export function compose(digest: Digest, context: DigestContext): Mail {
  const entries = entriesOf(digest, context);
  const charts: MailChart[] = [];
  const withCharts = entries.map((entry, index): HtmlEntry => {
    const svg = index < MAX_CHARTS ? chartOf(entry) : null;
    if (svg === null) return { ...entry, cid: null };
    const cid = `chart-${charts.length + 1}@peakwatch`;
    charts.push({ cid, svg });
    return { ...entry, cid };
  });
  const subject = titleOf(entries, context);
  return {
    // Not in the order of the parts: the worst first may be another one by the next attempt.
    id: hash([digest.recipient, ...digest.parts.map(({ id }) => id).sort()]),
    threads: [...new Set(entries.map(({ part }) => hash([part.alert.id])))].slice(0, MAX_THREADS),
    subject,
    text: mailText(entries, context),
    html: mailHtml(subject, withCharts, context),
    charts,
  };
}

/** A mistake in drawing must not stop the mail. */
function chartOf({ part }: Entry): string | null {
  try {
    return chart(part.alert, part.windows, part.clearThreshold ?? null);
  } catch {
    return null;
  }
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
