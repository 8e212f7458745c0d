import { describe, expect, test } from '@jest/globals';
import { isTimeZone, parseExpression } from './expression.ts';

describe('schedule expressions', () => {
  test.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('%s recurs every %d ms', (expression, intervalMs) => {
    expect(parseExpression(expression, 'UTC')).toEqual({ kind: 'rate', intervalMs });
  });

  test.each([
    ['UTC', '2030-07-01T12:00:00.000Z'],
    ['Asia/Shanghai', '2030-07-01T04:00:00.000Z'],
    ['America/New_York', '2030-07-01T16:00:00.000Z'],
  ])('at(2030-07-01T12:00:00) in %s is %s', (zone, instant) => {
    expect(parseExpression('at(2030-07-01T12:00:00)', zone)).toEqual({ kind: 'once', atMs: Date.parse(instant) });
  });

  test('the hour after a change of clocks has the new offset', () => {
    const recurrence = parseExpression('at(2030-03-31T03:30:00)', 'Europe/Berlin');
    expect(recurrence).toEqual({ kind: 'once', atMs: Date.parse('2030-03-31T01:30:00Z') });
  });

  test.each([
    'cron(0 12 * * ? *)',
    'rate(0 minutes)',
    'rate(1.5 hours)',
    'rate(30 seconds)',
    'at(2030-02-30T00:00:00)',
    '',
  ])('«%s» is refused', (expression) => {
    expect(parseExpression(expression, 'UTC')).toBeNull();
  });

  test('knows time zones by name', () => {
    expect([isTimeZone('Asia/Tokyo'), isTimeZone('Mars/Olympus')]).toEqual([true, false]);
  });
});
