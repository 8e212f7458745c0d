import { expect, test } from '@jest/globals';
import { type Silence, SilenceInput } from '../../shared/model/alerting/silence.ts';
import { textsOf } from '../text/texts.ts';
import { draftOfSilence, endedNow, newSilence, silenceInputOf, silenceState } from './silence-draft.ts';
import { silenceInWords } from './silence-words.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 9, 30);
const HOUR_MS = 3_600_000;
const told = { id: 's', createdMs: 1, updatedMs: 1, author: 'Ana', comment: 'why' };
const once: Silence = {
  ...told,
  scope: { kind: 'all' },
  ruleIds: [],
  when: { kind: 'once', startsMs: NOW_MS - HOUR_MS, endsMs: NOW_MS + HOUR_MS },
};
const weekly: Silence = {
  ...told,
  scope: { kind: 'tags', tags: ['prod'] },
  ruleIds: ['cpu-busy'],
  when: {
    kind: 'weekly',
    timeZone: 'Asia/Shanghai',
    weekdays: [1, 2, 3, 4, 5],
    at: '02:30',
    minutes: 90,
    startsMs: 5,
    endsMs: null,
  },
};
const inputOfStored = ({ author, comment, scope, ruleIds, when }: Silence) => ({
  author,
  comment,
  scope,
  ruleIds,
  when,
});

test.each([
  ['a single silence', once],
  ['a weekly one', weekly],
])('%s survives the form unchanged', (_, silence) => {
  const sent = silenceInputOf(draftOfSilence(silence, 'UTC'), NOW_MS);
  expect(SilenceInput.parse(sent)).toEqual(inputOfStored(silence));
});

test('a new one lasts an hour from now and is about what it was asked for', () => {
  const draft = newSilence({ serverId: 's1', ruleId: 'cpu-busy' }, 'UTC');
  expect(SilenceInput.parse(silenceInputOf({ ...draft, author: 'A', comment: 'c' }, NOW_MS))).toMatchObject({
    scope: { kind: 'servers', serverIds: ['s1'] },
    ruleIds: ['cpu-busy'],
    when: { kind: 'once', startsMs: NOW_MS, endsMs: NOW_MS + HOUR_MS },
  });
});

test('without a name and a reason it is refused at these fields', () => {
  const sent = silenceInputOf(newSilence({ serverId: null, ruleId: null }, 'UTC'), NOW_MS);
  const fields = SilenceInput.safeParse(sent).error?.issues.map(({ path }) => path.join('.'));
  expect(fields).toEqual(['author', 'comment']);
});

test('ended now is over now', () => {
  expect(SilenceInput.parse(endedNow(once, NOW_MS)).when.endsMs).toBe(NOW_MS);
  expect(silenceState({ ...weekly, ...endedNow(weekly, NOW_MS), active: false }, NOW_MS + 1)).toBe('ended');
});

test.each([
  ['active', { ...once, active: true }, NOW_MS],
  ['ended', { ...once, active: false }, NOW_MS + 2 * HOUR_MS],
  ['planned', { ...once, active: false }, NOW_MS - 2 * HOUR_MS],
  ['recurring', { ...weekly, active: false }, NOW_MS],
] as const)('%s', (state, silence, nowMs) => {
  expect(silenceState(silence, nowMs)).toBe(state);
});

test('a weekly silence in words says days, time, span and zone', () => {
  expect(silenceInWords(weekly.when, textsOf('en'), 'en')).toBe(
    'Mon, Tue, Wed, Thu, Fri 02:30, for 1 h 30 min (Asia/Shanghai)',
  );
  expect(silenceInWords(weekly.when, textsOf('zh'), 'zh')).toContain('周一');
});
