import * as z from 'zod';
import { Window } from './window.ts';

/** Facts of a server that hardly change. Absent is unknown. */
export const AgentFacts = z.strictObject({
  agentVersion: z.string().max(40),
  hostName: z.string().max(255),
  platform: z.string().max(80),
  kernel: z.string().max(120).optional(),
  cpuModel: z.string().max(160).optional(),
  cores: z.int().positive().max(65_536),
  memoryBytes: z.int().positive(),
  bootMs: z.int().positive().optional(),
  /** When this agent was started. */
  startedMs: z.int().positive().optional(),
  /** True for made-up data, where the system has no `/proc`. Shown wherever the server is shown. */
  simulated: z.boolean(),
});
export type AgentFacts = z.infer<typeof AgentFacts>;

/** At most this many windows in one reply; a longer backlog takes several. */
export const MAX_WINDOWS_PER_REPLY = 500;

/**
 * The place after a window in an agent's journal: `<epoch>:<sequence>`. A new epoch says that the journal was lost, and so
 * that there may be a gap.
 */
export const Cursor = z.string().regex(/^[0-9a-f]{16}:\d{1,15}$/, 'is not a cursor: expected EPOCH:SEQUENCE');
export type Cursor = z.infer<typeof Cursor>;

/** The answer to `GET /v1/windows?after=CURSOR&limit=N`. */
export const WindowsReply = z.strictObject({
  version: z.literal(1),
  /** The agent's clock when it answered. */
  nowMs: z.int().positive(),
  facts: AgentFacts,
  windowMs: z.int().min(1000).max(3_600_000),
  /** Closed windows after the cursor, oldest first. */
  windows: z.array(Window).max(MAX_WINDOWS_PER_REPLY),
  /** To ask with next time: the place after the last of `windows`. */
  cursor: Cursor,
  /** Whether more closed windows wait behind the last one. */
  more: z.boolean(),
  /** Whether windows between the asked cursor and the first of `windows` are gone: aged out, or their journal was lost. */
  gap: z.boolean(),
  /** The window that is not closed yet, for the live view; never stored as history. */
  open: Window.nullable(),
});
export type WindowsReply = z.infer<typeof WindowsReply>;

/** The answer of an agent's `GET /healthz`. */
export const HealthReply = z.strictObject({
  status: z.literal('ok'),
  agentVersion: z.string(),
  /** Start of the last sample; null before the first. */
  lastSampleMs: z.int().nullable(),
  /** Collectors that failed in the last second. */
  failed: z.array(z.string()),
});
export type HealthReply = z.infer<typeof HealthReply>;
