import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Slot } from './due.ts';
import { functionName, scheduleArn } from './schedule.ts';

/** Hands a payload to a function and does not wait for its work. Rejects when it was not accepted. */
export type Invoke = (functionName: string, payload: string, signal: AbortSignal) => Promise<void>;

/** Pauses after the failed attempts; the last attempt is one after the last pause. */
export const BACKOFF_MS: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000];

/** Invokes asynchronously at a Lambda endpoint, such as the one of serverless-offline. */
export function lambdaInvoke(endpoint: string): { invoke: Invoke; close(): void } {
  const client = new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
  });
  return {
    async invoke(name, payload, abortSignal) {
      const command = new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(payload) });
      await client.send(command, { abortSignal });
    },
    close() {
      client.destroy();
    },
  };
}

/**
 * Fires one slot: invokes, and again after a growing pause when that failed, as often as the schedule's RetryPolicy and
 * `backoffMs` both allow. Never rejects: what finally failed is told to `log`.
 */
export async function fire(
  slot: Slot,
  invoke: Invoke,
  log: (message: string) => void,
  signal: AbortSignal,
  backoffMs: readonly number[] = BACKOFF_MS,
): Promise<void> {
  const { input } = slot.schedule;
  const retries = Math.min(backoffMs.length, input.Target.RetryPolicy?.MaximumRetryAttempts ?? Infinity);
  for (let attempt = 1; ; attempt++) {
    try {
      await invoke(functionName(input), payloadOf(slot, attempt, randomBytes(8).toString('hex')), signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message || error.name : String(error);
      if (attempt > retries) {
        log(`schedule ${input.Name}: gave up invoking ${functionName(input)} after ${attempt} attempts: ${reason}`);
        return;
      }
      await sleep(backoffMs[attempt - 1], undefined, { signal }).catch(() => undefined);
    }
  }
}

/**
 * The target's Input with the context attributes filled in, or the event that the service makes when there is no Input.
 * Source: docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function payloadOf(slot: Slot, attempt: number, executionId: string): string {
  const { input } = slot.schedule;
  const arn = scheduleArn(input);
  const time = `${new Date(slot.atMs).toISOString().slice(0, 19)}Z`;
  const attributes: Record<string, string> = {
    'schedule-arn': arn,
    'scheduled-time': time,
    'execution-id': executionId,
    'attempt-number': String(attempt),
  };
  if (input.Target.Input !== undefined) {
    return input.Target.Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (all, name: string) => attributes[name] ?? all);
  }
  const [, , , region, account] = arn.split(':');
  const event = { version: '0', id: executionId, 'detail-type': 'Scheduled Event', source: 'aws.scheduler' };
  return JSON.stringify({ ...event, account, time, region, resources: [arn], detail: '{}' });
}
