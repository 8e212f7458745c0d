import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AlertState, type Criteria, inactive, type Observation, step, type StepReason } from './alert-state.ts';

const MINUTE = 60_000;
const plain: Criteria = {
  comparison: 'above',
  threshold: 0.9,
  clearThreshold: 0.8,
  forMs: 0,
  breaches: null,
  missing: 'keep',
  keepFiringMs: 0,
};

/** One value a minute. */
function walk(values: readonly (number | null)[], criteria: Partial<Criteria>, from: AlertState = inactive) {
  let state = from;
  const reasons: StepReason[] = [];
  values.forEach((value, i) => {
    const seen: Observation = { startMs: i * MINUTE, endMs: (i + 1) * MINUTE, value };
    const next = step(state, seen, { ...plain, ...criteria });
    state = next.state;
    reasons.push(next.reason);
  });
  return { state, reasons };
}

describe('a duration', () => {
  test('has to be filled by breaches alone', () => {
    const { state, reasons } = walk([0.95, 0.95, 0.95], { forMs: 3 * MINUTE });
    expect(reasons).toEqual(['breach_waiting', 'breach_waiting', 'fired']);
    expect(state).toMatchObject({ phase: 'firing', sinceMs: 0, worstValue: 0.95 });
  });

  test('begins anew after one quiet minute', () => {
    expect(walk([0.95, 0.95, 0.85, 0.95], { forMs: 3 * MINUTE })).toMatchObject({
      state: { phase: 'pending', sinceMs: 3 * MINUTE, heldMs: MINUTE },
      reasons: ['breach_waiting', 'breach_waiting', 'breach_ended_early', 'breach_waiting'],
    });
  });
});

test('between the thresholds nothing changes', () => {
  expect(walk([0.95, 0.85, 0.81, 0.8], {}).reasons).toEqual(['fired', 'still_firing', 'still_firing', 'recovered']);
  expect(walk([0.85], {}).state).toEqual(inactive);
});

test('below is above upside down', () => {
  const below = { comparison: 'below', threshold: 3, clearThreshold: 5 } as const;
  const { state, reasons } = walk([4, 2, 1, 4], below);
  expect(reasons).toEqual(['quiet', 'fired', 'still_firing', 'still_firing']);
  expect(state).toMatchObject({ worstValue: 1 });
  expect(walk([2, 5], below).reasons).toEqual(['fired', 'recovered']);
});

describe('missing data', () => {
  test('keep: neither a breach nor an end, and no time passes', () => {
    const { state, reasons } = walk([0.95, null, null, 0.95], { forMs: 3 * MINUTE });
    expect(reasons[1]).toBe('no_data_kept');
    expect(state).toMatchObject({ phase: 'pending', heldMs: 2 * MINUTE });
    expect(walk([0.95, null], {}).state).toMatchObject({ phase: 'firing' });
  });

  test('ignore: as if all were right', () => {
    expect(walk([0.95, null], { missing: 'ignore' }).reasons).toEqual(['fired', 'no_data_ended']);
    expect(walk([0.95, null], { missing: 'ignore', forMs: 2 * MINUTE }).reasons[1]).toBe('breach_ended_early');
  });

  test('breach: a breach without a value', () => {
    const { state, reasons } = walk([null, null, 0.95], { missing: 'breach', forMs: 2 * MINUTE });
    expect(reasons).toEqual(['breach_waiting', 'fired', 'still_firing']);
    expect(state).toMatchObject({ worstValue: 0.95 });
  });
});

describe('n of the last m windows', () => {
  const three = { breaches: { count: 3, windows: 5 } };

  test('fires at the third breach, with quiet minutes between', () => {
    const { state, reasons } = walk([0.95, 0.5, 0.95, 0.5, 0.95], three);
    expect(reasons).toEqual(['breach_waiting', 'breach_waiting', 'breach_waiting', 'breach_waiting', 'fired']);
    expect(state).toMatchObject({ phase: 'firing', sinceMs: 0 });
  });

  test('does not when they lie too far apart', () => {
    expect(walk([0.95, 0.5, 0.5, 0.95, 0.5, 0.5, 0.95], three).state.phase).toBe('pending');
    expect(walk([0.95, 0.5, 0.5, 0.5, 0.5, 0.5], three).state).toEqual(inactive);
  });

  test('ends when it is clear and there are fewer', () => {
    expect(walk([0.95, 0.95, 0.95, 0.5, 0.5, 0.5], three).reasons.slice(3)).toEqual([
      'still_firing',
      'still_firing',
      'recovered',
    ]);
  });
});

test('an alert that flaps is one alert while it is kept firing', () => {
  const { reasons } = walk([0.95, 0.5, 0.95, 0.5, 0.5, 0.5], { keepFiringMs: 3 * MINUTE });
  expect(reasons).toEqual(['fired', 'clear_waiting', 'still_firing', 'clear_waiting', 'clear_waiting', 'recovered']);
});

test('never fires without enough breaches, never ends without a clear value', () => {
  const values = fc.array(fc.option(fc.constantFrom(0.5, 0.85, 0.95), { nil: null }), { maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 5 }), (list, minutes) => {
      const { reasons } = walk(list, { forMs: minutes * MINUTE });
      let firing = false;
      reasons.forEach((reason, i) => {
        if (reason === 'fired') {
          const before = list.slice(0, i + 1).filter((value) => value !== null);
          expect(firing).toBe(false);
          expect(before.slice(-Math.max(1, minutes)).every((value) => value > 0.9)).toBe(true);
          expect(before.length).toBeGreaterThanOrEqual(minutes);
          firing = true;
        }
        if (reason === 'recovered') {
          expect(list[i]).toBe(0.5);
          firing = false;
        }
      });
    }),
  );
});
