import * as z from 'zod';
import { SchedulerError } from './error.ts';
import { isTimeZone, parseExpression, type Recurrence } from './expression.ts';

/** Schedules of the local endpoint live in this made-up place; only the shape of the ARN matters. */
const ARN_PREFIX = 'arn:aws:scheduler:us-east-1:000000000000';
const LAMBDA_ARN = /^arn:[\w-]+:lambda:[^:]*:[^:]*:function:[\w-]+$/;

export const Name = z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/, 'is no name: 1 to 64 letters, digits, - _ .');
const epochSeconds = z.number().positive();

/**
 * Body of CreateSchedule and UpdateSchedule, with the defaults of the service. What the local endpoint cannot do (targets
 * other than Lambda, keys, cron) is refused rather than ignored; a dead-letter queue is taken and never filled.
 * Source: docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
export const ScheduleInput = z.strictObject({
  Name,
  GroupName: Name.default('default'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().refine(isTimeZone, 'is no known time zone').default('UTC'),
  StartDate: epochSeconds.optional(),
  EndDate: epochSeconds.optional(),
  Description: z.string().max(512).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.int().min(1).max(1440).optional(),
  }),
  Target: z.strictObject({
    Arn: z
      .string()
      .regex(
        LAMBDA_ARN,
        'must be the ARN of a Lambda function (…:lambda:…:function:NAME): others cannot be invoked locally',
      ),
    RoleArn: z.string().min(1),
    Input: z.string().optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
    RetryPolicy: z
      .strictObject({
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
        MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      })
      .optional(),
  }),
  ClientToken: z.string().optional(),
});
export type ScheduleInput = z.infer<typeof ScheduleInput>;

/** A schedule as it is kept: what was asked for, and the times that follow from when it was asked for. */
export const Schedule = z.strictObject({
  input: ScheduleInput,
  createdMs: z.number(),
  modifiedMs: z.number(),
  /** First firing of a rate; the others follow in whole intervals. */
  anchorMs: z.number(),
  /** A one-time schedule that has fired never fires again, also not after a restart. */
  completed: z.boolean(),
});
export type Schedule = z.infer<typeof Schedule>;

/** Checks a request's body. @throws SchedulerError ValidationException naming every problem. */
export function parseInput(body: unknown): ScheduleInput {
  const parsed = ScheduleInput.safeParse(body);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the request'}: ${issue.message}`);
    throw new SchedulerError('ValidationException', problems.join('; '));
  }
  recurrenceOf(parsed.data);
  return parsed.data;
}

/** @throws SchedulerError ValidationException when the expression is none that the local endpoint can keep. */
export function recurrenceOf(input: ScheduleInput): Recurrence {
  const recurrence = parseExpression(input.ScheduleExpression, input.ScheduleExpressionTimezone);
  if (recurrence) return recurrence;
  const message = `Invalid Schedule Expression ${input.ScheduleExpression}: the local endpoint keeps rate(N minutes|hours|days) and at(yyyy-mm-ddThh:mm:ss).`;
  throw new SchedulerError('ValidationException', message);
}

/**
 * A rate without StartDate fires first when it is made ("starts invoking the target immediately", schedule-types.html).
 * An update that leaves expression and start alone keeps the rhythm, so that saving a schedule again never fires it.
 */
export function anchorMs(input: ScheduleInput, nowMs: number, earlier?: Schedule): number {
  const before = earlier?.input;
  const same = before?.ScheduleExpression === input.ScheduleExpression && before.StartDate === input.StartDate;
  if (earlier && same) return earlier.anchorMs;
  return input.StartDate === undefined ? nowMs : input.StartDate * 1000;
}

export const scheduleKey = (group: string, name: string): string => `${group}/${name}`;
export const scheduleArn = (input: ScheduleInput): string => `${ARN_PREFIX}:schedule/${input.GroupName}/${input.Name}`;
export const groupArn = (name: string): string => `${ARN_PREFIX}:schedule-group/${name}`;
/** Name of the function that a checked target invokes. */
export const functionName = (input: ScheduleInput): string =>
  input.Target.Arn.slice(input.Target.Arn.lastIndexOf(':') + 1);
