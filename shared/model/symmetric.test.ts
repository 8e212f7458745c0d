import { describe, expect, test } from '@jest/globals';
import { absorb } from './absorb.ts';
import { fitCosts } from './cost-fit.ts';
import { nonNegativeSolution } from './non-negative.ts';
import { studentT } from './student-t.ts';
import { at, factorize, inverseColumn, solve } from './symmetric.ts';

/**
 * NIST Statistical Reference Datasets, linear regression: y first, then the regressors, with the certified coefficients
 * (intercept first), their standard deviations and the residual standard deviation.
 * https://www.itl.nist.gov/div898/strd/lls/data/Longley.shtml ("higher level of difficulty") and Norris.shtml
 */
const LONGLEY = {
  rows: [
    [60323, 83.0, 234289, 2356, 1590, 107608, 1947],
    [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
    [60171, 88.2, 258054, 3682, 1616, 109773, 1949],
    [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
    [63221, 96.2, 328975, 2099, 3099, 112075, 1951],
    [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
    [64989, 99.0, 365385, 1870, 3547, 115094, 1953],
    [63761, 100.0, 363112, 3578, 3350, 116219, 1954],
    [66019, 101.2, 397469, 2904, 3048, 117388, 1955],
    [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
    [68169, 108.4, 442769, 2936, 2798, 120445, 1957],
    [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
    [68655, 112.6, 482704, 3813, 2552, 123366, 1959],
    [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
    [69331, 115.7, 518173, 4806, 2572, 127852, 1961],
    [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
  ],
  coefficients: [
    -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359, -0.0511041056535807,
    1829.15146461355,
  ],
  deviations: [
    84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.22607320006937, 455.478499142212,
  ],
  residualDeviation: 304.854073561965,
};
const NORRIS_Y = [
  0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9, 10.8,
  557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
];
const NORRIS_X = [
  0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5, 11.6,
  556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
];
const NORRIS = {
  rows: NORRIS_Y.map((y, i) => [y, NORRIS_X[i] ?? NaN]),
  coefficients: [-0.262323073774029, 1.00211681802045],
  deviations: [0.000429796848199937],
  residualDeviation: 0.884796396144373,
};

/**
 * Least squares through the solver of the cost fit: one slot for all points, so that its mean is the intercept, and no
 * coefficient below zero. Regressors whose certified coefficient is below zero are turned about, so that none is in the way.
 */
function leastSquares({ rows, coefficients: certified }: typeof LONGLEY) {
  const width = rows[0]?.length ?? 0;
  const sign = (c: number) => Math.sign(certified[c] ?? NaN);
  const column = (c: number) => Float64Array.from(rows, (row) => row[c] ?? NaN);
  const regressors = Array.from({ length: width - 1 }, (_, c) => column(c + 1).map((x) => x * sign(c + 1)));
  const response = column(0);
  const none = new Int32Array(rows.length);
  const { gram } = absorb({ columns: [...regressors, response], slots: none, blocks: none });
  const factor = factorize(gram, [...regressors.keys()], 1e-12);
  const slopes = nonNegativeSolution(gram, [...regressors.keys()], new Set(regressors.keys()));
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const predict = (i: number) => regressors.reduce((sum, x, c) => sum + (slopes[c] ?? 0) * (x[i] ?? 0), 0);
  const intercept = mean(response) - regressors.reduce((sum, x, c) => sum + (slopes[c] ?? 0) * mean(x), 0);
  const squares = response.reduce((sum, y, i) => sum + (y - intercept - predict(i)) ** 2, 0);
  const residualDeviation = Math.sqrt(squares / (rows.length - width));
  const deviations = regressors.map((_, c) => residualDeviation * Math.sqrt(inverseColumn(factor, c)[c] ?? NaN));
  return {
    coefficients: [intercept, ...regressors.map((_, c) => (slopes[c] ?? NaN) * sign(c + 1))],
    deviations,
    residualDeviation,
  };
}

/** Digits in which two numbers agree. */
function digits(got: number | undefined, certified: number): number {
  return -Math.log10(Math.max(Math.abs((got ?? NaN) - certified) / Math.abs(certified), 1e-16));
}

describe.each([
  ['Longley', LONGLEY],
  ['Norris', NORRIS],
])('NIST reference set %s', (_, certified) => {
  const fit = leastSquares(certified);

  test('coefficients agree in ten digits', () => {
    for (const [c, value] of certified.coefficients.entries()) {
      expect(digits(fit.coefficients[c], value)).toBeGreaterThan(10);
    }
  });

  test('standard deviations agree in ten digits', () => {
    for (const [c, value] of certified.deviations.entries()) {
      expect(digits(fit.deviations[c], value)).toBeGreaterThan(10);
    }
    expect(digits(fit.residualDeviation, certified.residualDeviation)).toBeGreaterThan(10);
  });
});

test('the whole fit of costs gives the certified slope of Norris', () => {
  const { groups, mean } = fitCosts({
    counts: [Float64Array.from(NORRIS_X)],
    lags: [],
    drift: [],
    use: Float64Array.from(NORRIS_Y),
    slots: new Int32Array(NORRIS_X.length),
    times: null,
    blocks: Int32Array.from(NORRIS_X, (_, point) => point),
    capacity: Infinity,
  });
  const [group] = groups;
  if (group?.kind !== 'slope') throw new Error('no slope');
  const [intercept, slope] = NORRIS.coefficients;
  expect(digits(group.slope.value, slope ?? NaN)).toBeGreaterThan(10);
  expect(digits(mean.use - group.slope.value * (mean.counts[0] ?? NaN), intercept ?? NaN)).toBeGreaterThan(10);
  // Leaving out one point, or two or more neighbours, at a time is another estimate of the deviation, and the widest counts.
  const deviation = group.slope.halfWidth / studentT(group.slope.effectiveBlocks - 1);
  expect(deviation / (NORRIS.deviations[0] ?? NaN)).toBeGreaterThan(0.7);
  expect(deviation / (NORRIS.deviations[0] ?? NaN)).toBeLessThan(2);
});

test('a column that is the sum of two others is left out, and the rest is still solved', () => {
  const a = Float64Array.of(1, 2, 4, 3, 7);
  const b = Float64Array.of(5, 1, 2, 8, 3);
  const sum = a.map((value, i) => value + (b[i] ?? 0));
  const y = a.map((value, i) => 3 * value + 2 * (b[i] ?? 0));
  const none = new Int32Array(5);
  const { gram } = absorb({ columns: [a, b, sum, y], slots: none, blocks: none });
  const factor = factorize(gram, [0, 1, 2], 1e-9);
  expect(factor.taken).toHaveLength(2);
  const x = solve(factor, (c) => at(gram, c, 3));
  expect((x[0] ?? 0) + (x[2] ?? 0)).toBeCloseTo(3, 9);
  expect((x[1] ?? 0) + (x[2] ?? 0)).toBeCloseTo(2, 9);
});
