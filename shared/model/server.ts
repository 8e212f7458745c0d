import * as z from 'zod';
import { Cadence } from './cadence.ts';
import { AgentFacts } from './wire.ts';

/** Port an agent listens on when its address names none. */
export const DEFAULT_AGENT_PORT = 9464;

/**
 * Base URL of an agent, from `host`, `host:port`, `[v6]:port` or an http(s) URL.
 * @returns null when the text is none of these, or carries a path, a query or a password.
 */
export function agentUrl(address: string): string | null {
  const text = address.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username || url.password || url.search || url.hash || !/^\/?$/.test(url.pathname)) return null;
  if (url.port === '' && !/:\d+\/?$/.test(text)) url.port = String(DEFAULT_AGENT_PORT);
  return url.origin;
}

const name = z.string().trim().min(1, 'is required').max(255, 'is longer than 255 characters');
const address = z
  .string()
  .trim()
  .min(1, { error: 'is required', abort: true })
  .max(160, 'is longer than 160 characters')
  .refine((text) => agentUrl(text) !== null, { error: 'is no address: write host:port or http(s)://host:port' });
const tag = z.string().trim().min(1).max(64);
const fields = {
  name,
  address,
  description: z.string().trim().max(255, 'is longer than 255 characters'),
  tags: z.array(tag).max(32),
  enabled: z.boolean(),
  cadence: Cadence,
  /** What it costs a month, in a currency of ISO 4217; null is not known. */
  monthlyPrice: z
    .strictObject({
      amount: z.number().nonnegative('must not be negative').max(1_000_000),
      currency: z.string().regex(/^[A-Z]{3}$/, 'is no currency such as EUR or CNY'),
    })
    .nullable(),
  /** The day on which it has to be paid again, as `2026-12-01`; null is not known. */
  renewsOn: z.iso.date('is no day such as 2026-12-01').nullable(),
  /** It has to stay, whatever a plan would save. */
  pinned: z.boolean(),
};

/** What one sends to register a server. */
export const ServerInput = z.strictObject({
  ...fields,
  description: fields.description.default(''),
  tags: fields.tags.default([]),
  enabled: fields.enabled.default(true),
  cadence: fields.cadence.default('rate(1 minute)'),
  monthlyPrice: fields.monthlyPrice.default(null),
  renewsOn: fields.renewsOn.default(null),
  pinned: fields.pinned.default(false),
});
export type ServerInput = z.infer<typeof ServerInput>;

/** What one sends to change a server: any of the fields, at least one. */
export const ServerChange = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, { error: 'names nothing to change' });
export type ServerChange = z.infer<typeof ServerChange>;

/** `pending`: registered and never asked yet. */
export const ServerStatus = z.enum(['pending', 'up', 'unreachable', 'disabled']);
export type ServerStatus = z.infer<typeof ServerStatus>;

/** A server of the registry, as the API shows it. */
export const Server = z.strictObject({
  id: z.string(),
  ...fields,
  createdMs: z.int(),
  updatedMs: z.int(),
  status: ServerStatus,
  /** When its agent was last asked, and when it last answered. */
  lastAttemptMs: z.int().nullable(),
  lastContactMs: z.int().nullable(),
  lastError: z.string().nullable(),
  roundTripMs: z.number().nullable(),
  /** The agent's clock minus the master's; half the round trip is its error. */
  clockSkewMs: z.number().nullable(),
  facts: AgentFacts.nullable(),
});
export type Server = z.infer<typeof Server>;
