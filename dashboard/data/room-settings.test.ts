import { expect, test } from '@jest/globals';
import { roomQuery, roomSettingsFrom, usualRoom } from './room-settings.ts';

test('only what was set is asked for', () => {
  expect(roomQuery(usualRoom)).toBe('');
  expect(roomQuery({ limits: { cpu: 0.8 }, ground: 'usual' }, { format: 'csv' })).toBe(
    '?format=csv&cpu=0.8&ground=usual',
  );
});

test('what the browser kept comes back', () => {
  const settings = { limits: { memory: 0.7 }, ground: 'usual' } as const;
  expect(roomSettingsFrom(JSON.stringify(settings))).toEqual(settings);
});

test.each([
  null,
  '',
  'null',
  '[]',
  '7',
  '{"limits":null}',
  '{"limits":{"cpu":"0.5","memory":7,"x":0.5},"ground":"low"}',
])('what is broken counts as nothing: %s', (text) => {
  expect(roomSettingsFrom(text)).toEqual(usualRoom);
});
