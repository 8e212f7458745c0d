import { AppError } from '../../shared/model/app-error.ts';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** What a receiver answered; of a long answer the first 64 KiB. */
export interface PostAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Posts and waits for the answer, at most 10 s in all. A redirect is an answer and is not followed.
 * @throws AppError `mail_rejected` (retryable) when there is no answer.
 */
export async function post(
  request: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string },
  timeoutMs: number = TIMEOUT_MS,
): Promise<PostAnswer> {
  try {
    const { url, headers, body } = request;
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    return { status: answer.status, body: await beginning(answer) };
  } catch (cause) {
    throw new AppError('mail_rejected', `the receiver did not answer: ${reasonOf(cause)}`, { cause, retryable: true });
  }
}

async function beginning({ body }: Response): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    size += next.value.length;
    if (size >= MAX_ANSWER_BYTES) {
      await reader.cancel();
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

/** Never the address: what makes it secret stands in it. */
function reasonOf(failure: unknown): string {
  const { name, cause } = failure as Error & { cause?: NodeJS.ErrnoException };
  return name === 'TimeoutError' ? 'it took too long' : (cause?.code ?? name);
}
