import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MailFolder } from './mail-folder.ts';

const ENVELOPE = { from: 'a@example.org', to: ['b@example.org'] };
const mail = (subject: string, bodyBytes = 10): Buffer =>
  Buffer.from(`Subject: ${subject}\r\n\r\n${'x'.repeat(bodyBytes)}`);
let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'peakwatch-mails-'));
});
afterEach(() => {
  rmSync(path, { recursive: true });
});

describe('the mail folder', () => {
  test('keeps as many mails as it may, the newest', async () => {
    const folder = new MailFolder(path, { mails: 3, bytes: 1_000_000 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await folder.add(mail(name), ENVELOPE, 1_000);
    expect(folder.list().map(({ subject, id }) => [subject, id])).toEqual([
      ['e', '1004'],
      ['d', '1003'],
      ['c', '1002'],
    ]);
    expect(readdirSync(path)).toHaveLength(6);
  });

  test('keeps as many bytes as it may, and the newest in any case', async () => {
    const folder = new MailFolder(path, { mails: 10, bytes: 1_000 });
    await folder.add(mail('small'), ENVELOPE, 1_000);
    await folder.add(mail('middle', 500), ENVELOPE, 2_000);
    expect(folder.list()).toHaveLength(2);
    await folder.add(mail('large', 5_000), ENVELOPE, 3_000);
    expect(folder.list().map(({ subject }) => subject)).toEqual(['large']);
  });

  test('mails that come at the same time and after the clock went back stay in order of arrival', async () => {
    const folder = new MailFolder(path);
    await Promise.all(['a', 'b', 'c'].map((name) => folder.add(mail(name), ENVELOPE, 5_000)));
    await folder.add(mail('d'), ENVELOPE, 4_000);
    const reopened = new MailFolder(path);
    expect(reopened.list().map(({ id }) => id)).toEqual(['5003', '5002', '5001', '5000']);
    expect(reopened.get('5003')).toMatchObject({ subject: 'd', receivedMs: 4_000 });
  });
});
