import { expect, test } from '@jest/globals';
import type { Alert } from '../../shared/model/alert.ts';
import { alertOf } from '../../shared/model/alert.fixture.ts';
import { compose } from './compose.ts';
import type { Digest } from './digest.ts';

function digestOf(kind: 'firing' | 'resolved', ...alerts: Alert[]): Digest {
  const parts = alerts.map((alert) => ({
    alert,
    message: { id: alert.id, alertId: alert.id, kind, recipients: [], attempts: 0, createdMs: 0 },
  }));
  return { recipients: ['ops@example.org'], parts };
}

test('a firing mail says what, where, how much, since when and what ran', () => {
  const mail = compose(digestOf('firing', alertOf()), 'https://peakwatch.example.org/');
  expect(mail.subject).toBe('[Peakwatch] warning: CPU busy on crawler-1');
  expect(mail.text.split('\n')).toEqual([
    'warning: CPU busy on crawler-1',
    'Value: 95.5 % (threshold 90 %)',
    'Since: 2023-11-14 22:14:00 UTC',
    'What ran at the peak, 2023-11-14 22:18:21 UTC:',
    '  scrapy:news × 12: 1.5 cores, 3 GiB',
    '  python3 (pid 4711): 0.4 cores, 256 MiB',
  ]);
  expect(mail.html).toContain('href="https://peakwatch.example.org/#/servers/s1"');
});

test('a recovery mail says how long it lasted and the worst value', () => {
  const mail = compose(digestOf('resolved', alertOf({ phase: 'resolved', resolvedMs: 1_700_004_000_000 })), null);
  expect(mail.subject).toBe('[Peakwatch] recovered: CPU busy on crawler-1');
  expect(mail.text).toContain('Lasted: 1 h 6 min, from 2023-11-14 22:14:00 UTC\nWorst value: 97 % (threshold 90 %)');
  expect(mail.html).not.toContain('href');
});

test('silence is told as a duration, a filesystem with its mount', () => {
  const silent = alertOf({
    metric: 'unreachable',
    ruleName: 'Server unreachable',
    firedValue: 300_000,
    threshold: 240_000,
    peak: null,
  });
  const full = alertOf({ metric: 'filesystem_used_ratio', subject: '/data', ruleName: 'Filesystem used' });
  const mail = compose(digestOf('firing', silent, full), null);
  expect(mail.subject).toBe('[Peakwatch] 2 alerts: 2 firing');
  expect(mail.text).toContain('Value: 5 min (threshold 4 min)');
  expect(mail.text).toContain('Filesystem used on crawler-1 /data');
});

test('foreign text can neither make a header nor a tag', () => {
  const mail = compose(digestOf('firing', alertOf({ serverName: 'x\r\nBcc: a@b.c <script>alert(1)</script>' })), null);
  expect(mail.subject).not.toMatch(/[\r\n]/);
  expect(mail.html).not.toContain('<script');
});
