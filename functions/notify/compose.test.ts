import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import { alertOf } from '../../shared/model/alerting/alert.fixture.ts';
import type { MessageKind } from '../../shared/model/alerting/message.ts';
import { compose } from './compose.ts';
import { context, evil, partOf, STARTS_MS, storm } from './digest.fixture.ts';
import type { DigestPart } from './mail-digest.ts';
import { withoutCharts } from './mail-digest.ts';

const MINUTE_MS = 60_000;
const mailOf = (parts: readonly DigestPart[], different: Partial<typeof context> = {}) =>
  compose({ recipient: 'ops@example.org', parts }, { ...context, ...different });
const over = (different: Partial<Alert> = {}) =>
  alertOf({ phase: 'resolved', resolvedMs: STARTS_MS + 66 * MINUTE_MS, endReason: 'recovered', ...different });

test('a firing mail says what, where, how much, since when, how fresh and what ran', () => {
  const mail = mailOf([partOf('firing')]);
  expect(mail.subject).toBe('Warning: crawler-1 · CPU busy 95.5 % (above 90 %)');
  expect(mail.text.split('\n')).toEqual([
    'Warning: crawler-1 · CPU busy 95.5 % (above 90 %)',
    'Value: 95.5 % (above 90 %)',
    'Since: 2023-11-14 22:14:00 UTC, for 5 min',
    'Worst value: 97 % (above 90 %)',
    'Newest sample: 22:19:00 UTC, 12 s old when this was written',
    'Server: crawler-1',
    'Rule: CPU busy',
    'Severity: Warning',
    'Measured: Share of all cores busy.',
    'What ran at the peak, 2023-11-14 22:18:21 UTC: ',
    '  scrapy:news × 12: 1.5 cores, 3 GiB',
    '  python3 (pid 4711): 0.4 cores, 256 MiB',
    'Open in Peakwatch: https://peakwatch.example.org/#/alerts/cpu-busy%3As1%3A%3A1700000040000',
    '',
    'All times are UTC. You get this because a rule in Peakwatch names you, or you are a default recipient.',
  ]);
  for (const said of ['95.5 %', 'above 90 %', '12 s old', 'scrapy:news', '4711']) expect(mail.html).toContain(said);
  expect(mail.html).toContain('href="https://peakwatch.example.org/#/alerts/cpu-busy%3As1%3A%3A1700000040000"');
});

test.each([
  {
    kind: 'repeat',
    alert: alertOf({ lastValue: 0.92 }),
    nowMs: 130,
    want: 'Still firing after 2 h 10 min: crawler-1 · CPU busy 92 % (above 90 %)',
  },
  {
    kind: 'escalation',
    alert: alertOf(),
    nowMs: 35,
    want: 'Unacknowledged for 30 min: crawler-1 · CPU busy 95.5 % (above 90 %)',
  },
  { kind: 'resolved', alert: over(), nowMs: 67, want: 'Recovered after 1 h 6 min: crawler-1 · CPU busy' },
  {
    kind: 'resolved',
    alert: over({ endReason: 'no_data' }),
    nowMs: 67,
    want: 'Ended without data after 1 h 6 min: crawler-1 · CPU busy',
  },
  { kind: 'firing', alert: over({ past: true }), nowMs: 900, want: 'Past: crawler-1 · CPU busy 95.5 % (above 90 %)' },
  {
    kind: 'firing',
    alert: alertOf({
      metric: 'group_process_count',
      subject: 'scrapy:news',
      comparison: 'below',
      threshold: 1,
      firedValue: 0,
      severity: 'critical',
      ruleName: 'Crawlers missing',
    }),
    nowMs: 5,
    want: 'Critical: crawler-1 scrapy:news · Crawlers missing 0 (below 1)',
  },
  {
    kind: 'firing',
    alert: alertOf({ metric: 'unreachable', firedValue: 300_000, threshold: 240_000, ruleName: 'Server unreachable' }),
    nowMs: 5,
    want: 'Warning: crawler-1 · Server unreachable 5 min (above 4 min)',
  },
  {
    kind: 'firing',
    alert: alertOf({ metric: 'agent_restarted', firedValue: 1, threshold: 0, ruleName: 'Agent restarted' }),
    nowMs: 5,
    want: 'Warning: crawler-1 · Agent restarted',
  },
  {
    kind: 'firing',
    alert: alertOf({ firedValue: null }),
    nowMs: 5,
    want: 'Warning: crawler-1 · CPU busy no data (above 90 %)',
  },
] satisfies { kind: MessageKind; alert: Alert; nowMs: number; want: string }[])(
  '$want',
  ({ kind, alert, nowMs, want }) => {
    expect(mailOf([partOf(kind, alert)], { nowMs: STARTS_MS + nowMs * MINUTE_MS }).subject).toBe(want);
  },
);

test('a recovery says how long it lasted, the worst value, why it ended and who looked', () => {
  const acknowledged = { by: 'Ada', comment: 'scaled it down', atMs: STARTS_MS + MINUTE_MS };
  const { text } = mailOf([partOf('resolved', over({ acknowledged }))]);
  expect(text).toContain('Lasted: 1 h 6 min, 2023-11-14 22:14:00 UTC to 2023-11-14 23:20:00 UTC');
  expect(text).toContain('Worst value: 97 % (above 90 %)');
  expect(text).toContain('Ended: The value is back on the good side.');
  expect(text).toContain('Acknowledged: by Ada, 2023-11-14 22:15:00 UTC: scaled it down');
});

test('an estimate comes with its interval, also where one end has no limit', () => {
  const hour = 3_600_000;
  const full = alertOf({
    metric: 'time_to_full',
    subject: '/data',
    comparison: 'below',
    threshold: 24 * hour,
    firedValue: 6 * hour,
  });
  expect(mailOf([partOf('firing', { ...full, interval: [4 * hour, 11 * hour] })]).text).toContain(
    'Value: 6 h (below 1 d), 95 % sure: 4 h to 11 h',
  );
  expect(mailOf([partOf('firing', { ...full, interval: [4 * hour, null] })]).text).toContain('95 % sure: at least 4 h');
});

test('Chinese mails hold no English word of ours', () => {
  const { subject, text, html } = mailOf([partOf('escalation'), partOf('resolved', over({ id: 'b' }))], {
    language: 'zh',
  });
  expect(subject).toContain('1 条无人确认，1 条已结束');
  for (const word of ['Value', 'Since', 'Recovered', 'above', 'cores', 'Group', 'Open', 'times']) {
    expect([word, text.includes(word), html.includes(`>${word}`)]).toEqual([word, false, false]);
  }
});

test('without an address of the page there are no links', () => {
  expect(mailOf([partOf('firing'), ...storm(5)], { publicUrl: null }).html).not.toContain('href');
});

describe('a digest', () => {
  test('shows the worst first, a hundred of them, and how many more there are', () => {
    const mail = mailOf(storm(512));
    expect(mail.subject).toBe('512 new on 512 servers: crawler-511 · CPU busy 95.5 %');
    expect(mail.html.match(/class="line" align="right"/g)).toHaveLength(100);
    expect(mail.html.indexOf('crawler-511<')).toBeLessThan(mail.html.indexOf('crawler-510<'));
    expect(mail.html).toContain('<a href="https://peakwatch.example.org/#/alerts">and 412 more</a>');
    expect(mail.text).toContain('and 412 more');
  });

  test('puts critical before warning and what is over last', () => {
    const parts = [
      partOf('resolved', over({ id: 'a', serverName: 'over' })),
      partOf('firing', alertOf({ id: 'b', serverName: 'warned', worstValue: 1 })),
      partOf('repeat', alertOf({ id: 'c', serverName: 'again', severity: 'critical', worstValue: 1 })),
      partOf('firing', alertOf({ id: 'd', serverName: 'grave', severity: 'critical' })),
    ];
    const { html, subject } = mailOf(parts);
    const order = ['grave<', 'warned<', 'again<', 'over<'].map((name) => html.indexOf(name));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(subject).toBe('2 new, 1 still firing, 1 over, 2 critical on 1 server: grave · CPU busy 95.5 %');
  });

  test('stays below the size at which mail programs cut, with names as long as they get', () => {
    const name = '服务器"&<'.repeat(60);
    const parts = storm(500).map((part) => ({ ...part, alert: { ...part.alert, serverName: name } }));
    expect(Buffer.byteLength(mailOf(parts).html)).toBeLessThan(200_000);
    expect(Buffer.byteLength(mailOf(storm(500)).html)).toBeLessThan(100_000);
  });
});

describe('charts', () => {
  test('stand in the mail of at most five alerts, each under its own name', () => {
    const parts = Array.from({ length: 8 }, (_, index) => partOf('firing', alertOf({ id: `a${index}` })));
    const { charts, html } = mailOf(parts);
    expect(charts).toHaveLength(5);
    for (const { cid } of charts)
      expect(html).toContain(`<img src="cid:${cid}" alt="Chart of the hour around the peak`);
    expect(html.match(/<img/g)).toHaveLength(5);
  });

  test('are left out of a mail that has to go without', () => {
    const digest = withoutCharts({ recipient: 'a@b.c', parts: [partOf('firing')] });
    const mail = compose(digest, context);
    expect([mail.charts, mail.html.includes('<img')]).toEqual([[], false]);
  });

  test('that cannot be drawn do not stop the mail', () => {
    const broken = [{ ...partOf('firing').windows[0], host: null }, partOf('firing').windows[1]] as never;
    const mail = mailOf([{ ...partOf('firing'), windows: broken }]);
    expect([mail.charts, mail.text.includes('95.5 %')]).toEqual([[], true]);
  });
});

describe('foreign text', () => {
  const hostile = alertOf({
    serverName: evil,
    ruleName: evil,
    subject: evil,
    peak: {
      atMs: 0,
      value: 1,
      groups: [{ name: evil, count: 1, cpuCores: 1, memoryBytes: 1 }],
      top: [{ pid: 1, name: evil, cpuCores: 1, memoryBytes: 1 }],
    },
    acknowledged: { by: evil, comment: evil, atMs: 0 },
  });
  const mails = [
    mailOf([partOf('firing', hostile)]),
    mailOf([partOf('resolved', { ...hostile, endReason: 'recovered', resolvedMs: 1 })]),
    mailOf(Array.from({ length: 9 }, (_, index) => partOf('repeat', { ...hostile, id: `${evil}${index}` }))),
  ];

  test.each(mails)('makes neither a header, a tag nor a turn of direction', ({ subject, text, html }) => {
    expect(subject).not.toMatch(/\p{Cc}|\u202e/u);
    expect(Array.from(subject).length).toBeLessThanOrEqual(120);
    expect(text).not.toMatch(/[\r\u202e]|^Bcc/m);
    expect(html).not.toMatch(/<script|\u202e|alert\("/);
  });

  test('of 300 characters leaves room for the value in the subject', () => {
    const { subject } = mailOf([
      partOf('firing', alertOf({ serverName: 'x'.repeat(300), ruleName: '长'.repeat(300) })),
    ]);
    expect(Array.from(subject).length).toBeLessThanOrEqual(120);
    expect(subject).toMatch(/x… · 长+… 95\.5 % \(above 90 %\)$/);
  });
});

test('the same messages are the same mail, another message is another; mails of one alert share a thread', () => {
  const firing = mailOf([partOf('firing')]);
  expect(mailOf([partOf('firing')], { nowMs: 2e12 }).id).toBe(firing.id);
  const repeat = mailOf([partOf('repeat')]);
  expect(repeat.id).not.toBe(firing.id);
  expect(repeat.threads).toEqual(firing.threads);
  expect(mailOf(storm(3)).threads).toHaveLength(3);
});

test('keeps its name when another alert of it is the worst by the next attempt', () => {
  const named = (worst: 'a' | 'b') =>
    mailOf(
      ['a', 'b']
        .map((id) => partOf('firing', alertOf({ id, worstValue: id === worst ? 1 : 0.91 })))
        .sort((x) => (x.alert.id === worst ? -1 : 1)),
    ).id;
  expect(named('a')).toBe(named('b'));
});
