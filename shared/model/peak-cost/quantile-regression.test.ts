import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { engel } from './engel.fixture.ts';
import { quantileRegression } from './quantile-regression.ts';

/** Σ ρ of the residuals: what the regression makes least. */
function loss(columns: readonly Float64Array[], response: Float64Array, coefficients: ArrayLike<number>, tau: number) {
  return response.reduce((sum, y, i) => {
    const rest = y - columns.reduce((fit, column, k) => fit + (column[i] ?? 0) * (coefficients[k] ?? 0), 0);
    return sum + rest * (rest > 0 ? tau : tau - 1);
  }, 0);
}

describe("Engel's food expenditure, as published for R's quantreg", () => {
  const columns = [new Float64Array(engel.length).fill(1), Float64Array.from(engel, ([income]) => income)];
  const response = Float64Array.from(engel, ([, food]) => food);

  test('there are 235 households', () => {
    expect(engel).toHaveLength(235);
  });

  // Koenker, "Quantile Regression in R: A Vignette" (CRAN, package quantreg): summary.rq to 5 decimals.
  test.each([
    [0.05, 124.88004, 0.34336],
    [0.25, 95.48354, 0.4741],
    [0.5, 81.48225, 0.56018],
    [0.75, 62.39659, 0.64401],
    [0.95, 64.10396, 0.70907],
  ])('quantile %d: all published digits', (quantile, intercept, slope) => {
    const fit = quantileRegression({ columns, response, quantile });
    expect(fit.optimal).toBe(true);
    expect(fit.coefficients[0]?.toFixed(5)).toBe(intercept.toFixed(5));
    expect(fit.coefficients[1]?.toFixed(5)).toBe(slope.toFixed(5));
  });

  // `coef(rq(foodexp ~ income))` prints 81.4822474 and 0.5601806; with all digits in John Alan McDonald's taiga tests.
  test.each([
    [0.5, 81.4822474169362, 0.56018055120942],
    [0.75, 62.3965855289644, 0.64401413936869],
  ])('quantile %d: ten digits', (quantile, intercept, slope) => {
    const [a = NaN, b = NaN] = quantileRegression({ columns, response, quantile }).coefficients;
    expect(a / intercept).toBeCloseTo(1, 10);
    expect(b / slope).toBeCloseTo(1, 10);
  });

  test('a bound that does not bind changes nothing, one that does is met', () => {
    const free = quantileRegression({ columns, response, quantile: 0.95 });
    expect(quantileRegression({ columns, response, quantile: 0.95, bounded: new Set([0, 1]) })).toMatchObject({
      coefficients: free.coefficients,
    });
    const falling = response.map((food) => -food);
    const held = quantileRegression({ columns, response: falling, quantile: 0.95, bounded: new Set([1]) });
    expect(held.coefficients[1]).toBeCloseTo(0, 12);
    expect(held.coefficients[0]).toBeCloseTo(falling.slice().sort()[Math.ceil(0.95 * 235) - 1] ?? NaN, 9);
  });
});

/** Whole numbers, so that ties abound; three columns, the second and third bounded. */
const designs = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 12 })), {
    minLength: 4,
    maxLength: 14,
  })
  .map((rows) => ({
    columns: [
      new Float64Array(rows.length).fill(1),
      Float64Array.from(rows, ([x]) => x),
      Float64Array.from(rows, ([, x]) => x),
    ],
    response: Float64Array.from(rows, ([, , y]) => y),
  }));
const quantiles = fc.constantFrom(0.05, 0.3, 0.5, 0.9, 0.95);

test('ties, bounds and dependent columns: no step of any size to any side does better', () => {
  fc.assert(
    fc.property(designs, quantiles, ({ columns, response }, quantile) => {
      const fit = quantileRegression({ columns, response, quantile, bounded: new Set([1, 2]) });
      const best = loss(columns, response, fit.coefficients, quantile);
      expect(fit.optimal).toBe(true);
      expect(Math.min(fit.coefficients[1] ?? NaN, fit.coefficients[2] ?? NaN)).toBeGreaterThanOrEqual(-1e-9);
      for (const size of [0.001, 0.1, 1]) {
        for (let code = 0; code < 125; code += 1) {
          const step = [(code % 5) - 2, (Math.floor(code / 5) % 5) - 2, Math.floor(code / 25) - 2];
          const other = fit.coefficients.map((value, k) =>
            Math.max(k === 0 ? -Infinity : 0, value + size * (step[k] ?? 0)),
          );
          expect(loss(columns, response, other, quantile)).toBeGreaterThanOrEqual(best - 1e-7);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('the same points in any unit give a fit that is as good', () => {
  fc.assert(
    fc.property(designs, quantiles, fc.constantFrom(1e-6, 1000, 65_536e3), ({ columns, response }, quantile, unit) => {
      const fit = quantileRegression({ columns, response, quantile });
      const scaled = quantileRegression({ columns, response: response.map((y) => y * unit), quantile });
      // Where two vertices are equally good, rounding may choose the other.
      const inUnits = scaled.coefficients.map((value) => value / unit);
      const best = loss(columns, response, fit.coefficients, quantile);
      expect(loss(columns, response, inUnits, quantile)).toBeCloseTo(best, 7);
    }),
    { numRuns: 60 },
  );
});

test('a constant alone is the quantile of the points', () => {
  const response = Float64Array.from({ length: 101 }, (_, i) => (37 * i) % 101);
  const { coefficients } = quantileRegression({ columns: [new Float64Array(101).fill(1)], response, quantile: 0.95 });
  expect(coefficients[0]).toBe(95);
});

test('what is no quantile is refused', () => {
  const [columns, response] = [[Float64Array.of(1, 1)], Float64Array.of(1, 2)];
  expect(() => quantileRegression({ columns, response, quantile: 1 })).toThrow(RangeError);
});
