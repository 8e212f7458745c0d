/** Coefficients of Lanczos' approximation of the gamma function, g = 7, n = 9 (relative error below 1e-15). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function of a positive number. */
function logGamma(x: number): number {
  const z = x - 1;
  const sum = LANCZOS.reduce((total, c, i) => (i === 0 ? c : total + c / (z + i)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularized incomplete beta function by its continued fraction (DLMF 8.17.22), for x below (a + 1) / (a + b + 2). */
function incompleteBetaFraction(x: number, a: number, b: number): number {
  const TINY = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY);
  let value = d;
  for (let m = 1; m < 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || TINY);
      c = 1 + term / c || TINY;
      change = c * d;
      value *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(front) * value) / a;
}

/** Probability that |T| of Student's distribution exceeds t > 0. `freedom` need not be whole. */
export function twoSidedTail(t: number, freedom: number): number {
  const x = freedom / (freedom + t * t);
  const [a, b] = [freedom / 2, 0.5];
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2) ? incompleteBetaFraction(x, a, b) : 1 - incompleteBetaFraction(1 - x, b, a);
}

/**
 * The t whose two tails hold `1 - confidence`: 12.7 with 1 degree of freedom at 0.95, 1.96 with many.
 * @throws RangeError when freedom is not positive or confidence not inside (0, 1).
 */
export function studentT(freedom: number, confidence = 0.95): number {
  if (!(freedom > 0) || !(confidence > 0 && confidence < 1)) throw new RangeError('no such t distribution');
  let [low, high] = [0, 1];
  while (twoSidedTail(high, freedom) > 1 - confidence) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i += 1) {
    const middle = (low + high) / 2;
    if (twoSidedTail(middle, freedom) > 1 - confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
