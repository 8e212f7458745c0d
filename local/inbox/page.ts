import type { Mail, MailSummary } from './mail.ts';
import { html, type Markup } from './markup.ts';

/** The ways to look at a mail, in the order of their tabs. */
export const views = ['html', 'text', 'headers', 'source'] as const;
export type View = (typeof views)[number];
const TITLES: Readonly<Record<View, string>> = { html: 'HTML', text: 'Text', headers: 'Headers', source: 'Source' };

/** Time of this machine, as its user reads it: `2030-01-31 12:00:00`. */
function localTime(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

/** The list alone; it asks again by itself so that a new mail shows up. */
export function listPage(mails: readonly MailSummary[]): string {
  const hint = html`<p class="empty">
    ${mails.length === 0 ? 'No mail yet. Alerts that Peakwatch sends on this machine arrive here.' : 'Choose a mail to read it.'}
  </p>`;
  return page('Inbox', mails, null, hint);
}

export function mailPage(mails: readonly MailSummary[], mail: Mail, view: View, source: string): string {
  const shown = views.filter((each) => each !== 'html' || mail.html !== null);
  const tabs = shown.map((each) => tab(mail.id, each, each === view));
  const attachments = mail.attachments.map((attachment, index) =>
    attachment.inline
      ? null
      : html`<a href="/mails/${mail.id}/attachments/${index}">${attachment.filename}</a>
          (${kilobytes(attachment.sizeBytes)}) `,
  );
  const blind = mail.envelope.to.join(', ');
  const article = html`<article class="mail">
    <header>
      <h2>${mail.subject || '(no subject)'}</h2>
      <dl>
        <dt>From</dt>
        <dd>${mail.from}</dd>
        <dt>To</dt>
        <dd>${mail.to}</dd>
        ${
          blind === mail.to
            ? null
            : html`<dt>Delivered to</dt>
                <dd>${blind}</dd>`
        }
        <dt>Received</dt>
        <dd>${localTime(mail.receivedMs)}, ${kilobytes(mail.sizeBytes)}</dd>
        ${
          mail.attachmentCount === 0
            ? null
            : html`<dt>Attached</dt>
                <dd>${attachments}</dd>`
        }
      </dl>
      <nav class="tabs">${tabs}</nav>
    </header>
    ${body(mail, view, source)}
  </article>`;
  return page(mail.subject || '(no subject)', mails, mail.id, article);
}

function tab(id: string, view: View, current: boolean): Markup {
  const href = `/mails/${id}?view=${view}`;
  return current
    ? html`<a href="${href}" aria-current="page">${TITLES[view]}</a>`
    : html`<a href="${href}">${TITLES[view]}</a>`;
}

function body(mail: Mail, view: View, source: string): Markup {
  switch (view) {
    case 'html':
      return html`<iframe
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        src="/mails/${mail.id}/html"
        title="The mail as HTML"
      ></iframe>`;
    case 'text':
      return html`<pre>${mail.text}</pre>`;
    case 'headers':
      return html`<pre>${mail.headers.map(({ name, value }) => html`<b>${name}</b>: ${value}${'\n'}`)}</pre>`;
    case 'source':
      return html`<pre>${source}</pre>`;
  }
}

function page(title: string, mails: readonly MailSummary[], currentId: string | null, main: Markup): string {
  const refresh = currentId === null ? html`<meta http-equiv="refresh" content="5" />` : null;
  const rows = mails.map((mail) => row(mail, mail.id === currentId));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        ${refresh}
        <title>${title} · Peakwatch mail</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body class="${currentId === null ? 'listing' : 'reading'}">
        <div class="top">
          <h1><a href="/">Peakwatch mail</a></h1>
          <span>${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}</span>
          <form method="post" action="/clear"><button>Delete all</button></form>
        </div>
        <nav class="list" aria-label="Mails">${rows}</nav>
        ${main}
      </body>
    </html>`.text;
}

function row(mail: MailSummary, current: boolean): Markup {
  const inner = html`<div class="row"><span>${mail.from}</span><time>${localTime(mail.receivedMs)}</time></div>
    <strong>${mail.subject || '(no subject)'}</strong><small>${mail.preview}</small>`;
  const href = `/mails/${mail.id}`;
  return current ? html`<a href="${href}" aria-current="true">${inner}</a>` : html`<a href="${href}">${inner}</a>`;
}

/** A mail's HTML for the sandboxed frame: links open in a new tab, since the frame itself may go nowhere. */
export function framedHtml(mailHtml: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(mailHtml)
    ? mailHtml.replace(/<head[^>]*>/i, (head) => head + base)
    : `<!doctype html><head>${base}</head>${mailHtml}`;
}
