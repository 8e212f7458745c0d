import { expect, test } from '@jest/globals';
import { scheduleName } from './schedules.ts';

test.each([
  ['rate(1 minute)', 'cadence-rate-1-minute'],
  ['rate(12 hours)', 'cadence-rate-12-hours'],
])('%s has the schedule %s', (cadence, name) => {
  expect(scheduleName(cadence)).toBe(name);
  expect(scheduleName(cadence)).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
});
