import { describe, expect, test } from '@jest/globals';
import { isOver, nextDueMs, takeDue } from './due.ts';
import { anchorMs, parseInput, type Schedule } from './schedule.ts';

const CREATED_MS = 1_000_000;
const MINUTE_MS = 60_000;

function schedule(change: Record<string, unknown> = {}): Schedule {
  const input = parseInput({
    Name: 'every-minute',
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:pull', RoleArn: 'r' },
    ...change,
  });
  const anchor = anchorMs(input, CREATED_MS);
  return { input, createdMs: CREATED_MS, modifiedMs: CREATED_MS, anchorMs: anchor, completed: false };
}

const slots = (schedules: Schedule[], passed: Map<string, number>, nowMs: number, speed = 1): number[] =>
  takeDue(schedules, passed, nowMs, speed).map((slot) => slot.atMs);

describe('what is due', () => {
  test('a rate fires when it is made and then in whole intervals from there', () => {
    const passed = new Map<string, number>();
    const one = [schedule()];
    const fired = [0, 1, 59_999, 60_000, 60_001, 119_999, 120_003].map((after) =>
      slots(one, passed, CREATED_MS + after),
    );
    expect(fired.flat()).toEqual([CREATED_MS, CREATED_MS + MINUTE_MS, CREATED_MS + 2 * MINUTE_MS]);
    expect(nextDueMs(one, CREATED_MS + 120_003, 1)).toBe(CREATED_MS + 3 * MINUTE_MS);
  });

  test('after a start it fires for now, and then in its old rhythm', () => {
    const passed = new Map<string, number>();
    const startMs = CREATED_MS + 10.5 * MINUTE_MS;
    expect(slots([schedule()], passed, startMs)).toEqual([startMs]);
    const fired = [29_999, 30_000, 30_001].map((after) => slots([schedule()], passed, startMs + after));
    expect(fired.flat()).toEqual([CREATED_MS + 11 * MINUTE_MS]);
  });

  test('after a long sleep only the latest slot is made up for', () => {
    const passed = new Map<string, number>();
    slots([schedule()], passed, CREATED_MS);
    expect(slots([schedule()], passed, CREATED_MS + 99.5 * MINUTE_MS)).toEqual([CREATED_MS + 99 * MINUTE_MS]);
  });

  test('speed 12 makes a minute 5 s long', () => {
    const passed = new Map<string, number>();
    const fired = [0, 4_999, 5_000, 10_000].map((after) => slots([schedule()], passed, CREATED_MS + after, 12));
    expect(fired.flat()).toEqual([CREATED_MS, CREATED_MS + 5_000, CREATED_MS + 10_000]);
  });

  test('a disabled schedule fires nothing and, enabled again, waits for its rhythm', () => {
    const passed = new Map<string, number>();
    expect(slots([schedule({ State: 'DISABLED' })], passed, CREATED_MS + 90_000)).toEqual([]);
    expect(slots([schedule()], passed, CREATED_MS + 100_000)).toEqual([]);
    expect(slots([schedule()], passed, CREATED_MS + 120_000)).toEqual([CREATED_MS + 120_000]);
  });

  test('StartDate is the first slot and EndDate bounds the last', () => {
    const startMs = CREATED_MS + 30_000;
    const bounded = schedule({ StartDate: startMs / 1000, EndDate: (startMs + 90_000) / 1000 });
    const passed = new Map<string, number>();
    const fired = [0, 29_999, 30_000, 90_000, 150_000, 300_000].map((after) =>
      slots([bounded], passed, CREATED_MS + after),
    );
    expect(fired.flat()).toEqual([startMs, startMs + MINUTE_MS]);
    expect(slots([bounded], new Map(), CREATED_MS + 300_000)).toEqual([]);
    expect(isOver(bounded, CREATED_MS + 300_000, 1)).toBe(true);
    expect(nextDueMs([bounded], CREATED_MS + 300_000, 1)).toBe(Infinity);
  });

  test('a one-time schedule fires once, at its time, whatever the speed', () => {
    const once = schedule({ ScheduleExpression: 'at(1970-01-01T01:00:00)' });
    const passed = new Map<string, number>();
    const fired = [3_599_999, 3_600_000, 3_700_000].map((nowMs) => slots([once], passed, nowMs, 12));
    expect(fired.flat()).toEqual([3_600_000]);
    expect(slots([{ ...once, completed: true }], new Map(), 3_700_000)).toEqual([]);
  });

  test('a schedule deleted and made again under its name is a new one', () => {
    const passed = new Map<string, number>();
    slots([schedule()], passed, CREATED_MS);
    expect(slots([], passed, CREATED_MS + 1)).toEqual([]);
    expect(passed.size).toBe(0);
  });
});

describe('the anchor of an updated rate', () => {
  test.each([
    ['stays when the expression stays', 'rate(1 minute)', CREATED_MS],
    ['is new when the expression is', 'rate(5 minutes)', CREATED_MS + 10_000],
  ])('%s', (_title, expression, want) => {
    const changed = schedule({ ScheduleExpression: expression, Description: 'changed' });
    expect(anchorMs(changed.input, CREATED_MS + 10_000, schedule())).toBe(want);
  });
});
