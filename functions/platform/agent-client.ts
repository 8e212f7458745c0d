import { AppError } from '../../shared/model/app-error.ts';
import { agentUrl } from '../../shared/model/server.ts';
import { WindowsReply } from '../../shared/model/wire.ts';
import { errorText } from './log.ts';

/** 500 windows with 64 groups each stay below this; what is larger is no agent. */
const MAX_REPLY_BYTES = 32 * 1024 * 1024;

export interface AgentAnswer {
  readonly reply: WindowsReply;
  readonly roundTripMs: number;
  /** The master's clock in the middle of the round trip. */
  readonly midMs: number;
}

/**
 * Asks an agent for its closed windows after a cursor and for the open one.
 * @throws AppError `agent_unreachable` (worth another try) or `agent_reply_invalid`, in words for the registry.
 */
export async function askAgent(
  address: string,
  question: { readonly after: string | null; readonly limit: number; readonly timeoutMs: number },
  now: () => number,
): Promise<AgentAnswer> {
  const base = agentUrl(address);
  if (base === null) throw new AppError('invalid_input', `“${address}” is no address of an agent`);
  const url = new URL('/v1/windows', base);
  url.searchParams.set('limit', String(question.limit));
  if (question.after !== null) url.searchParams.set('after', question.after);
  const askedMs = now();
  const body = await get(url, question.timeoutMs);
  const answeredMs = now();
  return {
    reply: parseReply(body, base),
    roundTripMs: answeredMs - askedMs,
    midMs: (askedMs + answeredMs) / 2,
  };
}

async function get(url: URL, timeoutMs: number): Promise<string> {
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json' },
    });
    const body = await readBounded(response);
    if (response.ok) return body;
    throw new AppError('agent_reply_invalid', `${url.host} answered ${response.status}: ${body.slice(0, 200)}`);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
    const why = timedOut ? `no answer within ${timeoutMs} ms` : errorText(cause);
    throw new AppError('agent_unreachable', `${url.host} was not reached: ${why}`, { cause, retryable: true });
  }
}

/** Counts decompressed bytes, so that a small gzip that grows without end is cut off too. */
async function readBounded(response: Response): Promise<string> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body && declared <= MAX_REPLY_BYTES) {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > MAX_REPLY_BYTES) break;
      chunks.push(chunk);
    }
  }
  if (Math.max(size, declared) > MAX_REPLY_BYTES) {
    throw new AppError(
      'agent_reply_invalid',
      `the answer is larger than ${MAX_REPLY_BYTES} bytes: is this a Peakwatch agent?`,
    );
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseReply(body: string, base: string): WindowsReply {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    throw new AppError(
      'agent_reply_invalid',
      `${base} answered something that is not JSON: is this a Peakwatch agent?`,
      { cause },
    );
  }
  const parsed = WindowsReply.safeParse(json);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new AppError(
    'agent_reply_invalid',
    `${base} answered in a form this master does not know (${first ? `${first.path.join('.')}: ${first.message}` : 'unknown'}): update the older of the two`,
    { cause: parsed.error },
  );
}
