/** Lengths of time that alerts can be filtered by; `custom` is from one moment to another. */
export const withins = ['24h', '7d', '30d'] as const;
export type Within = (typeof withins)[number];

const DAY_MS = 86_400_000;
const withinMs: Record<Within, number> = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS };

/** Which alerts the page shows. Null does not filter. It lives in the page's address, so that it can be sent to somebody. */
export interface AlertFilter {
  readonly phase: 'firing' | 'resolved' | null;
  readonly severity: 'warning' | 'critical' | null;
  readonly serverId: string | null;
  readonly ruleId: string | null;
  readonly acknowledged: 'yes' | 'no' | null;
  readonly within: Within | 'custom' | null;
  /** Epoch ms, only where `within` is `custom`; null is open. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export const noFilter: AlertFilter = {
  phase: null,
  severity: null,
  serverId: null,
  ruleId: null,
  acknowledged: null,
  within: null,
  fromMs: null,
  toMs: null,
};

export function isFiltered(filter: AlertFilter): boolean {
  return filterToQuery(filter).size > 0;
}

/** What one finds in the page's address; what makes no sense there is no filter. */
export function filterFromQuery(query: URLSearchParams): AlertFilter {
  const oneOf = <T extends string>(name: string, known: readonly T[]) =>
    known.find((each) => each === query.get(name)) ?? null;
  const moment = (name: string) => {
    const number = Number(query.get(name) ?? '');
    return Number.isSafeInteger(number) && number > 0 ? number : null;
  };
  const within = oneOf('within', [...withins, 'custom']);
  return {
    phase: oneOf('phase', ['firing', 'resolved']),
    severity: oneOf('severity', ['warning', 'critical']),
    serverId: query.get('server'),
    ruleId: query.get('rule'),
    acknowledged: oneOf('acknowledged', ['yes', 'no']),
    within,
    fromMs: within === 'custom' ? moment('from') : null,
    toMs: within === 'custom' ? moment('to') : null,
  };
}

/** The inverse of `filterFromQuery`. */
export function filterToQuery(filter: AlertFilter): URLSearchParams {
  return present({
    phase: filter.phase,
    severity: filter.severity,
    server: filter.serverId,
    rule: filter.ruleId,
    acknowledged: filter.acknowledged,
    within: filter.within,
    from: filter.fromMs,
    to: filter.toMs,
  });
}

/** The query of `GET /api/alerts` for one phase of the filtered alerts, as seen at `nowMs`. */
export function alertsQuery(filter: AlertFilter, phase: 'firing' | 'resolved', nowMs: number, limit: number): string {
  const { within, acknowledged } = filter;
  return present({
    phase,
    severity: filter.severity,
    serverId: filter.serverId,
    ruleId: filter.ruleId,
    acknowledged: acknowledged === null ? null : String(acknowledged === 'yes'),
    fromMs: within === null || within === 'custom' ? filter.fromMs : nowMs - withinMs[within],
    toMs: filter.toMs,
    limit,
  }).toString();
}

function present(values: Record<string, string | number | null>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== null) query.set(name, String(value));
  return query;
}
