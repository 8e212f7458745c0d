import { studentT } from '../student-t.ts';

/** One server's estimate with its standard error and the error's degrees of freedom. */
export interface Effect {
  readonly value: number;
  readonly standardError: number;
  readonly freedom: number;
}

export interface Combined {
  /** Servers that are in it. */
  readonly servers: number;
  readonly mean: number;
  readonly standardError: number;
  /** Of the mean: servers less one. */
  readonly freedom: number;
  /** How far a further server of the kind is expected from the mean: a standard deviation. */
  readonly spread: number;
}

/** Servers are taken to differ at least by this share: no two machines are quite alike, and few servers cannot show by how much. */
const LEAST_SPREAD_SHARE = 0.1;
/** As many degrees of freedom the typical error counts for. */
const STEADYING = 10;
const ROUNDS = 60;

/**
 * The mean over servers that may truly differ (random effects). Their variance is Paule and Mandel's (1982), the mean's
 * error that of Hartung and Knapp (2001), Sidik and Jonkman (2002), not below what the servers' own errors say. Null for fewer than two.
 */
export function combine(effects: readonly Effect[]): Combined | null {
  const usable = steadied(effects.filter(({ standardError }) => standardError > 0 && Number.isFinite(standardError)));
  const freedom = usable.length - 1;
  if (freedom < 1) return null;
  const variance = betweenVariance(usable);
  const { mean, weight, misfit } = weighted(usable, variance);
  const standardError = Math.sqrt(Math.max(1, misfit / freedom) / weight);
  const spread = Math.hypot(Math.sqrt(Math.max(variance, (LEAST_SPREAD_SHARE * mean) ** 2)), standardError);
  return { servers: usable.length, mean, standardError, freedom, spread };
}

/**
 * Errors drawn towards the typical one: each is an estimate itself, and the server whose error came out smallest by chance
 * must not weigh most.
 */
function steadied(effects: readonly Effect[]): Effect[] {
  const variances = effects.map(({ standardError }) => standardError ** 2).sort((a, b) => a - b);
  const typical = variances[Math.floor(variances.length / 2)] ?? 0;
  return effects.map((effect) => {
    const { standardError, freedom } = effect;
    const variance = (freedom * standardError ** 2 + STEADYING * typical) / (freedom + STEADYING);
    return { ...effect, standardError: Math.sqrt(variance) };
  });
}

/** Half of the 95 % interval of the mean, and of one for a further server. */
export function halfWidths({ standardError, spread, freedom }: Combined): { mean: number; server: number } {
  const t = studentT(freedom);
  return { mean: t * standardError, server: t * spread };
}

function weighted(effects: readonly Effect[], variance: number) {
  const weights = effects.map(({ standardError }) => 1 / (standardError ** 2 + variance));
  const weight = weights.reduce((sum, w) => sum + w, 0);
  const mean = effects.reduce((sum, { value }, i) => sum + (weights[i] ?? 0) * value, 0) / weight;
  const misfit = effects.reduce((sum, { value }, i) => sum + (weights[i] ?? 0) * (value - mean) ** 2, 0);
  return { mean, weight, misfit };
}

/** Where the weighted squares are just as many as expected; 0 where the servers' own errors explain all. Falls with the variance, so halving finds it. */
function betweenVariance(effects: readonly Effect[]): number {
  const expected = effects.length - 1;
  const excess = (variance: number) => weighted(effects, variance).misfit - expected;
  if (excess(0) <= 0) return 0;
  const values = effects.map(({ value }) => value);
  let [low, high] = [0, (Math.max(...values) - Math.min(...values)) ** 2 * effects.length];
  for (let round = 0; round < ROUNDS; round += 1) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}
