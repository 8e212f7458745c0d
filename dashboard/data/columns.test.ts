import { describe, expect, test } from '@jest/globals';
import { bandColumns, countColumns, groupNames, lonelyIndices, timelineOf, windowAt } from './columns.ts';
import { minuteAt } from './window.fixture.ts';

describe('columns of a band', () => {
  test('stand in the middle of the windows: mean, min, max', () => {
    expect(bandColumns([minuteAt(10, { cpu: 0.4, peak: 0.9 })], 'cpu_busy_ratio')).toEqual([
      [630],
      [0.4],
      [0.2],
      [0.9],
    ]);
  });

  test('have a row of nulls where time is missing', () => {
    const [seconds, mean, , max] = bandColumns(
      [minuteAt(10, { cpu: 0.4 }), minuteAt(13, { cpu: 0.6 })],
      'cpu_busy_ratio',
    );
    expect(seconds).toEqual([630, 660, 810]);
    expect(mean).toEqual([0.4, null, 0.6]);
    expect(max).toEqual([0.4, null, 0.6]);
  });

  test('have a null where the metric was not read, not 0', () => {
    expect(
      bandColumns([minuteAt(1, { cpu: 0.1 }), minuteAt(2), minuteAt(3, { cpu: 0.2 })], 'cpu_busy_ratio')[1],
    ).toEqual([0.1, null, 0.2]);
  });

  test('of nothing are empty', () => {
    expect(bandColumns([], 'cpu_busy_ratio')).toEqual([[], [], [], []]);
  });
});

describe('columns of counts', () => {
  const names = ['a', 'b'];

  test('step at the start of each window, and the last step has its width', () => {
    const windows = [minuteAt(10, { counts: { a: 2, b: 1 } }), minuteAt(11, { counts: { a: 3, b: 1 } })];
    expect(countColumns(windows, names)).toEqual([
      [600, 660, 719.999],
      [2, 3, 3],
      [1, 1, 1],
    ]);
  });

  test('a group that a window does not name had no process; a gap is null', () => {
    const windows = [minuteAt(10, { counts: { a: 2 } }), minuteAt(12, { counts: { a: 1, b: 4 } })];
    expect(countColumns(windows, names)).toEqual([
      [600, 659.999, 660, 720, 779.999],
      [2, 2, null, 1, 1],
      [0, 0, null, 4, 4],
    ]);
  });

  test('the most numerous group comes first, equals in order of name', () => {
    const windows = [minuteAt(1, { counts: { c: 1, a: 1, b: 5 } }), minuteAt(2, { counts: { c: 1, a: 1 } })];
    expect(groupNames(windows)).toEqual(['b', 'a', 'c']);
  });
});

describe('the line of time', () => {
  test('ends with the open window', () => {
    const [closed, open] = [minuteAt(1), minuteAt(2)];
    expect(timelineOf([closed], open)).toEqual({ windows: [closed, open], lastIsOpen: true });
  });

  test('is the open window alone on a fresh installation', () => {
    expect(timelineOf([], minuteAt(2))).toMatchObject({ lastIsOpen: true });
  });

  test('reaches no further than the open window has samples, so that its point is never in the future', () => {
    const { windows } = timelineOf([], { ...minuteAt(2), samples: 8 });
    expect(bandColumns(windows, 'cpu_busy_ratio')[0]).toEqual([124]);
    expect(countColumns(windows, [])[0]).toEqual([120, 127.999]);
  });

  test('drops an open window that was closed meanwhile', () => {
    expect(timelineOf([minuteAt(1), minuteAt(2)], minuteAt(2))).toMatchObject({ lastIsOpen: false });
  });
});

test('a value with a gap on both sides is drawn as a dot', () => {
  expect(lonelyIndices([1, null, 2, null, 3, 4])).toEqual([0, 2]);
});

test('a window is found by any moment in it, and none in a gap', () => {
  const windows = [minuteAt(1), minuteAt(2), minuteAt(5)];
  expect(windowAt(windows, 60_000)).toBe(windows[0]);
  expect(windowAt(windows, 179_999)).toBe(windows[1]);
  expect(windowAt(windows, 180_000)).toBeNull();
  expect(windowAt(windows, 359_999)).toBe(windows[2]);
  expect(windowAt([], 1)).toBeNull();
});
