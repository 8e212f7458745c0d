import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Mail, MailSummary } from './mail.ts';
import { type RunningInbox, startInbox } from './server.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const ALERT: SendMailOptions = {
  from: '"Peakwatch" <peakwatch@example.org>',
  to: 'ops@example.org',
  bcc: 'night@example.org',
  subject: 'cpu <above> 90 % on crawler-7 — 爬虫',
  text: 'cpu_busy_ratio was 0.97\nscrapy:news ran 12 times',
  html: '<html><head><title>x</title></head><body><b>0.97</b><img src="cid:chart"><script>alert(1)</script></body></html>',
  attachments: [
    { filename: 'chart.png', content: Buffer.from(PIXEL, 'base64'), cid: 'chart' },
    { filename: 'wörker "1".csv', content: 'pid,cpu\n1,0.5\n', contentType: 'text/csv' },
  ],
};

let folder: string;
let inbox: RunningInbox;

const start = (): Promise<RunningInbox> =>
  startInbox({ host: '127.0.0.1', smtpPort: 0, httpPort: 0, dataDir: join(folder, 'mails'), log: () => undefined });

async function send(mail: SendMailOptions): Promise<void> {
  const transport = createTransport(inbox.smtpUrl);
  await transport.sendMail(mail);
  transport.close();
}

const get = (path: string): Promise<Response> => fetch(inbox.url + path);
const text = async (path: string): Promise<string> => (await get(path)).text();
async function list(): Promise<MailSummary[]> {
  return ((await (await get('/api/mails')).json()) as { mails: MailSummary[] }).mails;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peakwatch-inbox-'));
  inbox = await start();
});

afterEach(async () => {
  await inbox.close();
  rmSync(folder, { recursive: true });
});

describe('the JSON API', () => {
  test('a mail sent over SMTP is listed and read whole, blind copies too', async () => {
    const beforeMs = Date.now();
    await send(ALERT);
    const [summary, ...others] = await list();
    expect(others).toEqual([]);
    expect(summary).toMatchObject({
      from: '"Peakwatch" <peakwatch@example.org>',
      to: 'ops@example.org',
      envelope: { from: 'peakwatch@example.org', to: ['ops@example.org', 'night@example.org'] },
      subject: ALERT.subject,
      preview: 'cpu_busy_ratio was 0.97 scrapy:news ran 12 times',
      attachmentCount: 1,
    });
    expect(summary?.receivedMs).toBeGreaterThanOrEqual(beforeMs);
    const mail = (await (await get(`/api/mails/${summary?.id ?? ''}`)).json()) as Mail;
    expect(mail.text).toBe('cpu_busy_ratio was 0.97\nscrapy:news ran 12 times');
    expect(mail.html).toContain(`<img src="data:image/png;base64,${PIXEL}"`);
    expect(mail.headers).toContainEqual({ name: 'To', value: 'ops@example.org' });
    expect(mail.attachments).toEqual([
      { filename: 'chart.png', contentType: 'image/png', sizeBytes: 70, inline: true },
      { filename: 'wörker "1".csv', contentType: 'text/csv', sizeBytes: 14, inline: false },
    ]);
  });

  test('the newest comes first, and all are deleted at once', async () => {
    for (const subject of ['first', 'second', 'third']) await send({ ...ALERT, subject });
    expect((await list()).map((mail) => mail.subject)).toEqual(['third', 'second', 'first']);
    const deleted = await fetch(`${inbox.url}/api/mails`, { method: 'DELETE' });
    expect([deleted.status, await list(), readdirSync(join(folder, 'mails'))]).toEqual([204, [], []]);
  });

  test.each([
    ['GET', '/api/mails/123', 404],
    ['GET', '/mails/123/html', 404],
    ['GET', '/mails/..%2f..%2fetc', 404],
    ['PUT', '/api/mails', 405],
  ])('%s %s is %d', async (method, path, status) => {
    expect((await fetch(inbox.url + path, { method })).status).toBe(status);
  });

  test('web pages from elsewhere may neither read nor delete', async () => {
    await send(ALERT);
    const foreign = { method: 'POST', headers: { origin: 'http://evil.example' } };
    const cleared = await fetch(`${inbox.url}/clear`, foreign);
    const rebound = await new Promise<number | undefined>((resolve, reject) => {
      const options = { headers: { host: 'evil.example' } };
      request(`${inbox.url}/api/mails`, options, (response) => {
        resolve(response.resume().statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect([cleared.status, rebound, (await list()).length]).toEqual([403, 403, 1]);
  });
});

describe('the page', () => {
  let id: string;
  beforeEach(async () => {
    await send(ALERT);
    id = (await list())[0]?.id ?? '';
  });

  test('lists the mails with all foreign text escaped', async () => {
    const page = await text('/');
    expect(page).toContain('cpu &lt;above&gt; 90 % on crawler-7 — 爬虫');
    expect(page).toContain('&quot;Peakwatch&quot; &lt;peakwatch@example.org&gt;');
    expect(page).toContain(`href="/mails/${id}"`);
  });

  test('shows the HTML in a frame that may run and load nothing', async () => {
    const page = await get(`/mails/${id}`);
    expect(await page.text()).toContain(`src="/mails/${id}/html"`);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const framed = await get(`/mails/${id}/html`);
    const policy = framed.headers.get('content-security-policy');
    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:/);
    expect(policy).not.toMatch(/script/);
    expect(await framed.text()).toMatch(/<head><base target="_blank"><title>x.*data:image\/png/s);
  });

  test('shows text, headers and source, escaped', async () => {
    expect(await text(`/mails/${id}?view=text`)).toContain('<pre>cpu_busy_ratio was 0.97');
    expect(await text(`/mails/${id}?view=headers`)).toContain('<b>MIME-Version</b>: 1.0');
    expect(await text(`/mails/${id}?view=source`)).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('an attachment is downloaded, never shown', async () => {
    const response = await get(`/mails/${id}/attachments/1`);
    expect(await response.text()).toBe('pid,cpu\n1,0.5\n');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''w%C3%B6rker%20%221%22.csv`);
  });

  test('a mail without HTML opens as text', async () => {
    await send({ from: 'a@example.org', to: 'b@example.org', text: 'only <words>' });
    const newest = (await list())[0];
    const page = await text(`/mails/${newest?.id ?? ''}`);
    expect(page).toContain('<pre>only &lt;words&gt;');
    expect(page).toContain('(no subject)');
    expect(page).not.toContain('<iframe');
  });

  test('its button deletes all', async () => {
    const cleared = await fetch(`${inbox.url}/clear`, {
      method: 'POST',
      headers: { origin: inbox.url },
      redirect: 'manual',
    });
    expect([cleared.status, cleared.headers.get('location'), await list()]).toEqual([303, '/', []]);
  });
});

describe('a second start', () => {
  test('shows the mails of the first and skips what a crash left half written', async () => {
    await send(ALERT);
    await inbox.close();
    writeFileSync(join(folder, 'mails', '99.json'), '{"id":"99"');
    writeFileSync(join(folder, 'mails', '100.eml'), 'Subject: half');
    inbox = await start();
    await send({ ...ALERT, subject: 'later' });
    expect((await list()).map((mail) => mail.subject)).toEqual(['later', ALERT.subject]);
  });

  test('says that a port is taken and keeps none', async () => {
    const taken = {
      host: '127.0.0.1',
      smtpPort: 0,
      httpPort: Number(new URL(inbox.url).port),
      dataDir: folder,
      log: () => undefined,
    };
    await expect(startInbox(taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
