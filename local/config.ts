import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** Top folder of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Everything binds to loopback: the local system has no login. */
export const HOST = '127.0.0.1';

interface Setting {
  readonly schema: z.ZodType;
  readonly help: string;
}

const blankIsMissing = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;
const number = (minimum: number, maximum: number): z.ZodCoercedNumber => {
  const error = `is no number from ${minimum} to ${maximum}`;
  return z.coerce.number(error).min(minimum, error).max(maximum, error);
};
const port = (fallback: number): z.ZodType<number> =>
  z.preprocess(blankIsMissing, number(0, 65_535).int('is no whole number').default(fallback));
const text = (fallback: string | null): z.ZodType<string | null> =>
  z.preprocess(blankIsMissing, z.string().trim().nullable().default(fallback));

const settings = {
  PORT: { schema: port(3000), help: 'port of page and API' },
  PEAKWATCH_DATA: { schema: text('.peakwatch'), help: 'folder for data, mails and logs' },
  MONGODB_URI: { schema: text(null), help: 'use this MongoDB instead of the embedded one' },
  SMTP_URL: { schema: text(null), help: 'send mails through this server instead of keeping them in the inbox' },
  MAIL_FROM: { schema: text('peakwatch@example.org'), help: 'sender of alert mails' },
  MAIL_TO: { schema: text('you@example.org'), help: 'who gets alert mails, separated by commas' },
  PEAKWATCH_WINDOW_SECONDS: {
    schema: z.preprocess(
      blankIsMissing,
      number(5, 60)
        .refine((seconds) => 60 % seconds === 0, 'does not divide a minute: use 5, 6, 10, 12, 15, 20, 30 or 60')
        .nullable()
        .default(null),
    ),
    help: "length of the agent's windows, 5 to 60; shorter shows data sooner",
  },
  PEAKWATCH_SCHEDULER_SPEED: {
    schema: z.preprocess(blankIsMissing, number(0.1, 600).default(1)),
    help: 'how many times faster schedules run; 12 pulls every 5 s instead of every minute',
  },
  PEAKWATCH_LAMBDA_PORT: { schema: port(3002), help: 'port on which functions are invoked' },
  PEAKWATCH_SCHEDULER_PORT: { schema: port(3003), help: 'port of the Scheduler endpoint' },
  PEAKWATCH_INBOX_PORT: { schema: port(3004), help: 'port of the page that shows the mails' },
  PEAKWATCH_SMTP_PORT: { schema: port(3025), help: 'port that takes mails' },
  PEAKWATCH_MONGODB_PORT: { schema: port(27_027), help: 'port of the embedded database' },
  PEAKWATCH_AGENT_PORT: { schema: port(9464), help: "port of this machine's agent" },
} as const satisfies Record<string, Setting>;

type Name = keyof typeof settings;

/** What the local system can be told; each has a default. */
export interface LocalConfig {
  /** Absolute. */
  readonly dataFolder: string;
  readonly mongodbUri: string | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly mailTo: string;
  readonly windowSeconds: number | null;
  readonly schedulerSpeed: number;
  /** 0 takes any free port. The page's must be free; for the others another is chosen when they are taken. */
  readonly ports: Readonly<Record<PortName, number>>;
}
export type PortName = 'page' | 'lambda' | 'scheduler' | 'inbox' | 'smtp' | 'database' | 'agent';

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error that names every problem at once. */
export function readConfig(env: Environment = process.env): LocalConfig {
  const schemas = Object.fromEntries(Object.entries(settings).map(([name, { schema }]) => [name, schema]));
  const parsed = z.object(schemas as { [N in Name]: (typeof settings)[N]['schema'] }).safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not usable:\n${problems.join('\n')}`);
  }
  const told = parsed.data;
  return {
    dataFolder: resolve(ROOT, told.PEAKWATCH_DATA ?? ''),
    mongodbUri: told.MONGODB_URI,
    smtpUrl: told.SMTP_URL,
    mailFrom: told.MAIL_FROM ?? '',
    mailTo: told.MAIL_TO ?? '',
    windowSeconds: told.PEAKWATCH_WINDOW_SECONDS,
    schedulerSpeed: told.PEAKWATCH_SCHEDULER_SPEED,
    ports: {
      page: told.PORT,
      lambda: told.PEAKWATCH_LAMBDA_PORT,
      scheduler: told.PEAKWATCH_SCHEDULER_PORT,
      inbox: told.PEAKWATCH_INBOX_PORT,
      smtp: told.PEAKWATCH_SMTP_PORT,
      database: told.PEAKWATCH_MONGODB_PORT,
      agent: told.PEAKWATCH_AGENT_PORT,
    },
  };
}

/** The settings, one line each, for `--help`. */
export function settingsHelp(): string {
  const width = Math.max(...Object.keys(settings).map((name) => name.length));
  const lines = Object.entries(settings).map(([name, { schema, help }]) => {
    const fallback = (schema as z.ZodType<string | number | null>).parse(undefined);
    const shown = fallback === null ? '' : ` [${fallback}]`;
    return `  ${name.padEnd(width)}  ${help}${shown}`;
  });
  return lines.join('\n');
}

/**
 * The environment of a child: this process's, without what could lead it to a real cloud account or to other settings than
 * those given.
 */
export function childEnvironment(
  added: Readonly<Record<string, string>>,
  env: Environment = process.env,
): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(AWS_|SLS_|PEAKWATCH_)/.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...added };
}

/** Whether npm started this process (`npm start`), and so a shell in between. */
export function startedByNpm(env: Environment = process.env): boolean {
  return env['npm_lifecycle_event'] !== undefined;
}

/** Keeps the AWS SDK from warning that Node 20 is old: it is what we support. To be called before its first client. */
export function silenceSdkWarning(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
}
