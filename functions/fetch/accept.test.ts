import { expect, test } from '@jest/globals';
import { type Window, windowOfSample } from '../../shared/model/window.ts';
import type { WindowsReply } from '../../shared/model/wire.ts';
import { accept } from './accept.ts';

const NOW = 1_700_000_100_000;
const windowAtMs = (startMs: number): Window => ({
  ...windowOfSample(
    { atMs: NOW, host: { process_count: 3 }, filesystems: {}, groups: {}, top: [], failed: [] },
    60_000,
  ),
  startMs,
});
const reply = (different: Partial<WindowsReply> = {}): WindowsReply => ({
  version: 1,
  nowMs: NOW,
  facts: { agentVersion: '1', hostName: 'h', platform: 'linux', cores: 2, memoryBytes: 1, simulated: false },
  windowMs: 60_000,
  windows: [windowAtMs(1_699_999_980_000), windowAtMs(1_700_000_040_000)],
  cursor: '0123456789abcdef:2',
  more: false,
  gap: false,
  open: null,
  ...different,
});

test('the newest closed window becomes the latest of the row', () => {
  const { row, windows } = accept(reply(), NOW);
  expect(windows).toHaveLength(2);
  expect(row).toMatchObject({ cursor: '0123456789abcdef:2', latest: { startMs: 1_700_000_040_000 }, clockSkewMs: 0 });
});

test('without a new window the row keeps its latest one', () => {
  expect(accept(reply({ windows: [] }), NOW).row).not.toHaveProperty('latest');
});

test('a slow clock is noted, a clock far ahead is refused', () => {
  expect(accept(reply(), NOW + 5_000).row.clockSkewMs).toBe(-5_000);
  expect(() => accept(reply(), NOW - 301_000)).toThrow(/clock is 301 s ahead: set its time/);
});

test.each([
  ['off its grid', { windows: [windowAtMs(1_700_000_040_001)] }],
  ['out of order', { windows: [windowAtMs(1_700_000_040_000), windowAtMs(1_699_999_980_000)] }],
  ['in the future', { windows: [windowAtMs(1_700_000_160_000)] }],
])('a window %s makes the answer unusable', (what, different) => {
  expect(() => accept(reply(different), NOW)).toThrow(what);
});
