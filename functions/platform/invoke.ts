import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { config } from './config.ts';

/** One client a process. Where it connects, AWS_ENDPOINT_URL_LAMBDA says; the SDK reads it itself. */
let client: LambdaClient | undefined;

/**
 * Starts another function without waiting for its end.
 * @param name the function as `serverless.yml` calls it
 * @throws when the invocation was not accepted within 10 s and three tries
 */
export async function invoke(name: 'fetch' | 'check' | 'notify' | 'pull', payload: object): Promise<void> {
  client ??= new LambdaClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
  });
  await client.send(
    new InvokeCommand({
      FunctionName: `${config().FUNCTION_PREFIX}${name}`,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
}
