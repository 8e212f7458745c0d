import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { config } from './config.ts';

/** One client a process. Where it connects, AWS_ENDPOINT_URL_SCHEDULER says; the SDK reads it itself. */
let client: SchedulerClient | undefined;

/** `rate(5 minutes)` → `cadence-rate-5-minutes`. A schedule's name may hold letters, digits, `-`, `_` and `.`, at most 64. */
export function scheduleName(cadence: string): string {
  return `cadence-${cadence.replace(/[^0-9A-Za-z]+/g, '-').replace(/-$/, '')}`;
}

/**
 * Makes the schedules what the registry needs: one for each cadence in use, no other. Idempotent, so it mends whatever
 * an earlier call left half-done.
 */
export async function reconcileSchedules(cadences: readonly string[]): Promise<{ created: number; deleted: number }> {
  client ??= new SchedulerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
  const wanted = new Map(cadences.map((cadence) => [scheduleName(cadence), cadence]));
  const existing = await existingNames(client);
  const missing = [...wanted].filter(([name]) => !existing.has(name));
  const surplus = [...existing].filter((name) => !wanted.has(name));
  for (const [name, cadence] of missing) await create(client, name, cadence);
  for (const name of surplus) await remove(client, name);
  return { created: missing.length, deleted: surplus.length };
}

async function existingNames(scheduler: SchedulerClient): Promise<Set<string>> {
  const names = new Set<string>();
  let token: string | undefined;
  do {
    const page = await scheduler.send(
      new ListSchedulesCommand({ GroupName: config().SCHEDULE_GROUP, NamePrefix: 'cadence-', NextToken: token }),
    );
    for (const schedule of page.Schedules ?? []) if (schedule.Name) names.add(schedule.Name);
    token = page.NextToken;
  } while (token);
  return names;
}

async function create(scheduler: SchedulerClient, name: string, cadence: string): Promise<void> {
  const { SCHEDULE_GROUP, PULL_FUNCTION_ARN, SCHEDULER_ROLE_ARN } = config();
  try {
    await scheduler.send(
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

async function remove(scheduler: SchedulerClient, name: string): Promise<void> {
  try {
    await scheduler.send(new DeleteScheduleCommand({ GroupName: config().SCHEDULE_GROUP, Name: name }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error; // somebody else deleted it meanwhile
  }
}
