import { describe, expect, test } from '@jest/globals';
import { localMinuteMs, localWeekday } from './local-time.ts';
import { maintenanceSpans, type Silence, silencedBy, SilenceInput, silenceSpans, touches } from './silence.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);
const server = { id: 's1', tags: ['news'] };

function silence(different: Record<string, unknown>): Silence {
  const plain = { author: 'Ana', comment: 'backup', scope: { kind: 'all' } };
  return { id: 'x', createdMs: 0, updatedMs: 0, ...SilenceInput.parse({ ...plain, ...different }) };
}

const nightly = (timeZone: string, more: Record<string, unknown> = {}) =>
  silence({
    when: {
      kind: 'weekly',
      timeZone,
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      at: '02:30',
      minutes: 60,
      startsMs: 0,
      endsMs: null,
      ...more,
    },
  });

test('a clock in a time zone', () => {
  expect(localMinuteMs(at('2026-11-22T12:00Z'), '02:30', 'Asia/Shanghai')).toBe(at('2026-11-21T18:30Z'));
  expect(localMinuteMs(at('2026-07-01T12:00Z'), '02:30', 'Europe/Berlin')).toBe(at('2026-07-01T00:30Z'));
  expect(localWeekday(at('2026-11-22T17:00Z'), 'Asia/Shanghai')).toBe(1);
});

describe('where clocks change', () => {
  test('a time that does not exist is the moment after the jump, one that comes twice is the first', () => {
    // Berlin, 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
    expect(localMinuteMs(at('2026-03-29T12:00Z'), '02:30', 'Europe/Berlin')).toBe(at('2026-03-29T01:30Z'));
    expect(localMinuteMs(at('2026-10-25T12:00Z'), '02:30', 'Europe/Berlin')).toBe(at('2026-10-25T00:30Z'));
  });

  test('there is one silence a night', () => {
    const spans = silenceSpans(nightly('Europe/Berlin'), at('2026-10-23T12:00Z'), at('2026-10-27T12:00Z'));
    expect(spans.map(({ fromMs }) => new Date(fromMs).toISOString().slice(5, 16))).toEqual([
      '10-24T00:30',
      '10-25T00:30',
      '10-26T01:30',
      '10-27T01:30',
    ]);
  });
});

test('a silence over midnight belongs to the day it began', () => {
  const sundays = nightly('UTC', { weekdays: [7], at: '23:00', minutes: 180 });
  expect(silencedBy([sundays], { server, ruleId: 'r' }, at('2026-11-23T01:59Z'))?.untilMs).toBe(
    at('2026-11-23T02:00Z'),
  );
  expect(silencedBy([sundays], { server, ruleId: 'r' }, at('2026-11-23T02:00Z'))).toBeNull();
  expect(silencedBy([sundays], { server, ruleId: 'r' }, at('2026-11-22T01:00Z'))).toBeNull();
});

test('a recurring silence has a beginning and an end', () => {
  const week = nightly('UTC', { startsMs: at('2026-11-21T00:00Z'), endsMs: at('2026-11-23T03:00Z') });
  expect(silenceSpans(week, 0 + at('2026-11-01T00:00Z'), at('2026-12-01T00:00Z'))).toEqual([
    { fromMs: at('2026-11-21T02:30Z'), toMs: at('2026-11-21T03:30Z') },
    { fromMs: at('2026-11-22T02:30Z'), toMs: at('2026-11-22T03:30Z') },
    { fromMs: at('2026-11-23T02:30Z'), toMs: at('2026-11-23T03:00Z') },
  ]);
});

test('a silence of some rules or servers silences no other and is no maintenance', () => {
  const once = { kind: 'once', startsMs: 10 * HOUR, endsMs: 12 * HOUR };
  const ofRule = silence({ ruleIds: ['cpu-busy'], when: once });
  expect(silencedBy([ofRule], { server, ruleId: 'cpu-busy' }, 11 * HOUR)).not.toBeNull();
  expect(silencedBy([ofRule], { server, ruleId: 'unreachable' }, 11 * HOUR)).toBeNull();
  const ofTag = silence({ scope: { kind: 'tags', tags: ['news'] }, when: once });
  const overlapping = silence({ when: { kind: 'once', startsMs: 11 * HOUR, endsMs: 13 * HOUR } });
  expect(maintenanceSpans([ofRule, ofTag, overlapping], server, 0, 24 * HOUR)).toEqual([
    { fromMs: 10 * HOUR, toMs: 13 * HOUR },
  ]);
  expect(maintenanceSpans([ofTag], { id: 's2', tags: [] }, 0, 24 * HOUR)).toEqual([]);
  expect(touches([{ fromMs: 10, toMs: 20 }], 20, 5)).toBe(false);
  expect(touches([{ fromMs: 10, toMs: 20 }], 15, 1)).toBe(true);
});

test('bad input is refused in words', () => {
  const problems = (when: unknown) => {
    const parsed = SilenceInput.safeParse({ author: 'Ana', comment: 'x', scope: { kind: 'all' }, when });
    return parsed.error?.issues.map(({ message }) => message);
  };
  expect(problems({ kind: 'once', startsMs: 5, endsMs: 5 })).toEqual(['must be after the start']);
  const weekly = {
    kind: 'weekly',
    timeZone: 'Mars/Olympus',
    weekdays: [1],
    at: '25:00',
    minutes: 5,
    startsMs: 0,
    endsMs: null,
  };
  expect(problems(weekly)).toEqual([
    'is no IANA time zone such as Europe/Berlin or Asia/Shanghai',
    'is no time of day such as 02:30',
  ]);
});
