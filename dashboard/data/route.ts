/** Lengths of time that the server page shows. */
export const ranges = ['1h', '6h', '24h', '7d', '30d', '1y'] as const;
export type Range = (typeof ranges)[number];

const HOUR_MS = 3_600_000;
export const rangeMs: Record<Range, number> = {
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
  '1y': 365 * 24 * HOUR_MS,
};

/** What the address names. Only `/` is served, so pages live behind the `#`. */
export type Route =
  | { readonly page: 'fleet' }
  | { readonly page: 'server'; readonly id: string; readonly range: Range }
  | { readonly page: 'alerts' }
  | { readonly page: 'unknown' };

/** The route of a `location.hash`, with or without its `#`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [first, second, ...rest] = path.split('/').filter((part) => part !== '');
  if (first === undefined) return { page: 'fleet' };
  if (first === 'alerts' && second === undefined) return { page: 'alerts' };
  if (first !== 'servers' || second === undefined || rest.length > 0) return { page: 'unknown' };
  const range = new URLSearchParams(query).get('range');
  return { page: 'server', id: decoded(second), range: ranges.find((known) => known === range) ?? '1h' };
}

/** The address of a server's page. */
export function serverHref(id: string, range?: Range): string {
  return `#/servers/${encodeURIComponent(id)}${range === undefined ? '' : `?range=${range}`}`;
}

/** A broken escape is taken as it stands: it will be an unknown server, not a broken page. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
