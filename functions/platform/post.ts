import { AppError } from '../../shared/model/app-error.ts';

const TIMEOUT_MS = 10_000;

/** What a receiver answered; of a long answer the first 64 KiB. */
export interface PostAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Posts and waits for the answer, at most 10 s. A redirect is an answer and is not followed.
 * @throws AppError `mail_rejected` (retryable) when there is no answer.
 */
export async function post(request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}): Promise<PostAnswer> {
  try {
    const answer = await fetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: answer.status, body: await answer.text() };
  } catch (cause) {
    throw new AppError('mail_rejected', 'the receiver did not answer', { cause, retryable: true });
  }
}
