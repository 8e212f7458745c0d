/** Lengths of time that the server page shows. */
export const ranges = ['1h', '6h', '24h'] as const;
export type Range = (typeof ranges)[number];

export const rangeMs: Record<Range, number> = { '1h': 3_600_000, '6h': 6 * 3_600_000, '24h': 24 * 3_600_000 };

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
