import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AppError } from '../../shared/model/app-error.ts';
import { config } from './config.ts';

/** One client a process. Where it connects, AWS_ENDPOINT_URL_LAMBDA says; the SDK reads it itself. */
let client: LambdaClient | undefined;

type FunctionName = 'fetch' | 'check' | 'notify' | 'pull' | 'capacity' | 'plan';

/**
 * Starts another function without waiting for its end.
 * @param name the function as `serverless.yml` calls it
 * @throws when the invocation was not accepted within 10 s and three tries
 */
export async function invoke(name: FunctionName, payload: object): Promise<void> {
  await send(name, payload, 'Event');
}

/**
 * Calls another function and waits for what it returns, at most 25 s.
 * @throws AppError `mail_rejected` when it failed.
 */
export async function invokeForResult(name: FunctionName, payload: object): Promise<unknown> {
  const { FunctionError, Payload } = await send(name, payload, 'RequestResponse');
  const text = Buffer.from(Payload ?? []).toString('utf8');
  if (FunctionError !== undefined || text === '') {
    throw new AppError('mail_rejected', `${name} failed: see its log`);
  }
  return JSON.parse(text);
}

function send(name: FunctionName, payload: object, type: 'Event' | 'RequestResponse') {
  client ??= new LambdaClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 25_000 },
  });
  return client.send(
    new InvokeCommand({
      FunctionName: `${config().FUNCTION_PREFIX}${name}`,
      InvocationType: type,
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
    { abortSignal: AbortSignal.timeout(type === 'Event' ? 10_000 : 25_000) },
  );
}
