import { type AlertFilter, filterFromQuery, filterToQuery } from './alert-filter.ts';

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
  /** `atMs` is the middle of what is shown; null shows what ends now. */
  | { readonly page: 'server'; readonly id: string; readonly range: Range; readonly atMs: number | null }
  | { readonly page: 'alerts'; readonly filter: AlertFilter }
  | { readonly page: 'alert'; readonly id: string }
  | { readonly page: 'capacity' | 'plan' | 'rules' | 'silences' | 'receivers' | 'status' }
  /** The form of a rule; null is a new one, made from the template of that name if there is one. */
  | { readonly page: 'rule'; readonly id: string | null; readonly template: string | null }
  /** The form of a silence; null is a new one, about that server and rule if they are named. */
  | {
      readonly page: 'silence';
      readonly id: string | null;
      readonly serverId: string | null;
      readonly ruleId: string | null;
    }
  | { readonly page: 'unknown' };

/** The last part of the address of a form that makes something new. No id is just this. */
const NEW = 'new';

/** The route of a `location.hash`, with or without its `#`. */
export function parseRoute(hash: string): Route {
  const [path = '', ...queries] = hash.replace(/^#/, '').split('?');
  const query = new URLSearchParams(queries.join('?'));
  const [first, second, ...rest] = path.split('/').filter((part) => part !== '');
  if (first === undefined) return { page: 'fleet' };
  if (rest.length > 0) return { page: 'unknown' };
  return second === undefined ? listRoute(first, query) : itemRoute(first, decoded(second), query);
}

function listRoute(first: string, query: URLSearchParams): Route {
  switch (first) {
    case 'alerts':
      return { page: 'alerts', filter: filterFromQuery(query) };
    case 'capacity':
    case 'plan':
    case 'rules':
    case 'silences':
    case 'receivers':
    case 'status':
      return { page: first };
    default:
      return { page: 'unknown' };
  }
}

function itemRoute(first: string, second: string, query: URLSearchParams): Route {
  const id = second === NEW ? null : second;
  switch (first) {
    case 'servers': {
      const range = ranges.find((known) => known === query.get('range')) ?? '1h';
      return { page: 'server', id: second, range, atMs: positive(query.get('at')) };
    }
    case 'alerts':
      return { page: 'alert', id: second };
    case 'rules':
      return { page: 'rule', id, template: query.get('template') };
    case 'silences':
      return { page: 'silence', id, serverId: query.get('server'), ruleId: query.get('rule') };
    default:
      return { page: 'unknown' };
  }
}

/** The address of a server's page; `atMs` puts that moment into the middle. */
export function serverHref(id: string, range?: Range, atMs: number | null = null): string {
  const query = new URLSearchParams();
  if (range !== undefined) query.set('range', range);
  if (atMs !== null) query.set('at', String(atMs));
  return href('servers', id, query);
}

export function alertsHref(filter: AlertFilter): string {
  const query = filterToQuery(filter);
  return `#/alerts${query.size === 0 ? '' : `?${query.toString()}`}`;
}

/** The address of an alert. Its id holds colons and foreign text, a slash of a mount among it. */
export function alertHref(id: string): string {
  return href('alerts', id);
}

/** The address of a rule's form; null makes a new one. */
export function ruleHref(id: string | null, template?: string): string {
  return href('rules', id ?? NEW, new URLSearchParams(template === undefined ? {} : { template }));
}

/** The address of a silence's form; null makes a new one. */
export function silenceHref(id: string | null, about: { serverId?: string; ruleId?: string } = {}): string {
  const query = new URLSearchParams();
  if (about.serverId !== undefined) query.set('server', about.serverId);
  if (about.ruleId !== undefined) query.set('rule', about.ruleId);
  return href('silences', id ?? NEW, query);
}

function href(list: string, id: string, query = new URLSearchParams()): string {
  return `#/${list}/${encodeURIComponent(id)}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

/** What a range means: the time until now, or around `atMs`; never the future. */
export function spanOf(range: Range, atMs: number | null, nowMs: number): { fromMs: number; toMs: number } {
  const toMs = atMs === null ? nowMs : Math.min(nowMs, atMs + rangeMs[range] / 2);
  return { fromMs: toMs - rangeMs[range], toMs };
}

function positive(text: string | null): number | null {
  const number = Number(text);
  return text !== null && Number.isSafeInteger(number) && number > 0 ? number : null;
}

/** A broken escape is taken as it stands: it will be an unknown server, not a broken page. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
