import { mailOf, parseMail } from './mail.ts';
import type { MailFolder } from './mail-folder.ts';
import { framedHtml, listPage, mailPage, type View, views } from './page.ts';
import { STYLE } from './style.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A mail is a stranger's HTML: it may show its own styles and inlined images, load nothing, run nothing. */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

const MAIL_PATH = /^\/mails\/(\d{1,16})$/;
const PART_PATH = /^\/mails\/(\d{1,16})\/(html|source|attachments\/(\d{1,4}))$/;
const API_PATH = /^\/api\/mails\/(\d{1,16})$/;

/** Answers a request for the page or the JSON API (`GET /api/mails`, `GET /api/mails/{id}`, `DELETE /api/mails`). */
export async function reply(method: string, url: URL, folder: MailFolder): Promise<Reply> {
  const path = url.pathname;
  if (method === 'POST' && path === '/clear') {
    await folder.clear();
    return { status: 303, headers: { location: '/' }, body: '' };
  }
  if (method === 'DELETE' && path === '/api/mails') {
    await folder.clear();
    return { status: 204, headers: {}, body: '' };
  }
  if (method !== 'GET') return problem(405, `${method} is not possible here`);
  if (path === '/') return page(listPage(folder.list()));
  if (path === '/style.css') return { status: 200, headers: { 'content-type': 'text/css' }, body: STYLE };
  if (path === '/api/mails') return json(200, { mails: folder.list() });
  const part = PART_PATH.exec(path);
  if (part?.[1] !== undefined) return partReply(part[1], part[2] ?? '', Number(part[3]), folder);
  const id = (API_PATH.exec(path) ?? MAIL_PATH.exec(path))?.[1];
  return id === undefined ? problem(404, 'there is nothing here') : mailReply(id, url, folder);
}

async function mailReply(id: string, url: URL, folder: MailFolder): Promise<Reply> {
  const source = await folder.source(id);
  const summary = folder.get(id);
  if (!source || !summary) return problem(404, `there is no mail ${id}; it may have been deleted`);
  const mail = mailOf(summary, await parseMail(source));
  if (url.pathname.startsWith('/api/')) return json(200, mail);
  const wish = views.find((view) => view === url.searchParams.get('view'));
  const view: View = mail.html === null && (wish ?? 'html') === 'html' ? 'text' : (wish ?? 'html');
  return page(mailPage(folder.list(), mail, view, source.toString('utf8')));
}

async function partReply(id: string, part: string, index: number, folder: MailFolder): Promise<Reply> {
  const source = await folder.source(id);
  if (!source) return problem(404, `there is no mail ${id}; it may have been deleted`);
  if (part === 'source') return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: source };
  const parsed = await parseMail(source);
  if (part === 'html') {
    if (!parsed.html) return problem(404, 'the mail has no HTML');
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': MAIL_POLICY };
    return { status: 200, headers, body: framedHtml(parsed.html) };
  }
  const attachment = parsed.attachments[index];
  if (!attachment) return problem(404, 'there is no such attachment');
  const name = encodeURIComponent(attachment.filename ?? `part-${index + 1}`);
  // Never shown by the browser: a stranger's HTML or SVG would run on this page's origin.
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
  };
  return { status: 200, headers, body: attachment.content };
}

function page(body: string): Reply {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY };
  return { status: 200, headers, body };
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function problem(status: number, message: string): Reply {
  return json(status, { status: 'error', message });
}
