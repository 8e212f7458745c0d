import type { Digest, DigestContext } from './mail-digest.ts';

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

/** The mail for a digest. Every name in it is foreign text. */
export function compose(digest: Digest, context: DigestContext): Mail {
  const text = digest.parts.map(({ kind, alert }) => `${kind}: ${alert.ruleName} on ${alert.serverName}`).join('\n');
  return { id: 'thin', threads: [], subject: 'Peakwatch', text, html: context.language, charts: [] };
}
