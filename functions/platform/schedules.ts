import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { AppError } from '../../shared/model/app-error.ts';
import { config } from './config.ts';

/** One client a process. Where it connects, AWS_ENDPOINT_URL_SCHEDULER says; the SDK reads it itself. */
let client: SchedulerClient | undefined;

/** `rate(5 minutes)` → `cadence-rate-5-minutes`. A schedule's name may hold letters, digits, `-`, `_` and `.`, at most 64. */
export function scheduleName(cadence: string): string {
  return `cadence-${cadence.replace(/[^0-9A-Za-z]+/g, '-').replace(/-$/, '')}`;
}

/**
 * Makes sure that a cadence has its schedule; doing it again changes nothing.
 * @throws AppError `scheduler_unavailable`
 */
export async function ensureSchedule(cadence: string): Promise<void> {
  await asked(() => create(scheduler(), scheduleName(cadence), cadence));
}

/**
 * Makes the schedules what the registry needs: one for each cadence in use, no other. Idempotent, so it mends whatever
 * an earlier call left half-done.
 * @throws AppError `scheduler_unavailable`
 */
export async function reconcileSchedules(cadences: readonly string[]): Promise<{ created: number; deleted: number }> {
  const wanted = new Map(cadences.map((cadence) => [scheduleName(cadence), cadence]));
  return asked(async () => {
    const existing = await existingNames(scheduler());
    const missing = [...wanted].filter(([name]) => !existing.has(name));
    const surplus = [...existing].filter((name) => !wanted.has(name));
    for (const [name, cadence] of missing) await create(scheduler(), name, cadence);
    for (const name of surplus) await remove(scheduler(), name);
    return { created: missing.length, deleted: surplus.length };
  });
}

function scheduler(): SchedulerClient {
  client ??= new SchedulerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
  return client;
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new AppError('scheduler_unavailable', `EventBridge Scheduler did not do it (${why}): try again`, {
      cause,
      retryable: true,
    });
  }
}

async function existingNames(client: SchedulerClient): Promise<Set<string>> {
  const names = new Set<string>();
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListSchedulesCommand({ GroupName: config().SCHEDULE_GROUP, NamePrefix: 'cadence-', NextToken: token }),
    );
    for (const schedule of page.Schedules ?? []) if (schedule.Name) names.add(schedule.Name);
    token = page.NextToken;
  } while (token);
  return names;
}

async function create(client: SchedulerClient, name: string, cadence: string): Promise<void> {
  const { SCHEDULE_GROUP, PULL_FUNCTION_ARN, SCHEDULER_ROLE_ARN } = config();
  try {
    await client.send(
      new CreateScheduleCommand({
        GroupName: SCHEDULE_GROUP,
        Name: name,
        ScheduleExpression: cadence,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: PULL_FUNCTION_ARN,
          RoleArn: SCHEDULER_ROLE_ARN,
          // The scheduled time makes a second firing for the same time harmless.
          Input: JSON.stringify({ cadence, scheduledTime: '<aws.scheduler.scheduled-time>' }),
          RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 120 },
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error; // somebody else made it meanwhile
  }
}

async function remove(client: SchedulerClient, name: string): Promise<void> {
  try {
    await client.send(new DeleteScheduleCommand({ GroupName: config().SCHEDULE_GROUP, Name: name }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error; // somebody else deleted it meanwhile
  }
}
