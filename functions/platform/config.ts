import * as z from 'zod';
import { AppError } from '../../shared/model/app-error.ts';
import { parseRetention } from '../../shared/model/tiers.ts';

const required = z.string().trim().min(1, 'is not set');
const optional = z
  .string()
  .trim()
  .default('')
  .transform((text) => (text === '' ? null : text));

/** `a@b.c, d@e.f` */
const addresses = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .pipe(z.array(z.email('is not a list of mail addresses')));

const Config = z.object({
  /** mongodb:// or mongodb+srv:// address of the database, with its name. */
  MONGODB_URI: required.regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://'),
  /** Names of the functions begin with this: `peakwatch-prod-`. */
  FUNCTION_PREFIX: required,
  /** The schedule group, the function that schedules call, and the role they do it as. */
  SCHEDULE_GROUP: required,
  PULL_FUNCTION_ARN: required,
  SCHEDULER_ROLE_ARN: required,
  /** smtp:// or smtps:// address of the mail server; without it no mail is sent, and the notification says so. */
  SMTP_URL: optional,
  MAIL_FROM: optional,
  /** Who gets the mails of rules that name nobody. */
  MAIL_TO: addresses,
  /** The language of mails. */
  MAIL_LANGUAGE: z
    .string()
    .trim()
    .default('')
    .transform((text) => text || 'en')
    .pipe(z.enum(['en', 'zh'], 'must be en or zh')),
  /** Seconds to wait for alerts that belong together before the first mail of a round; given on in milliseconds. */
  GROUP_WAIT: z
    .string()
    .trim()
    .default('')
    .transform((text) => (text === '' ? 2 : Number(text)))
    .pipe(
      z.number('must be a number of seconds').min(0, 'must be between 0 and 15').max(15, 'must be between 0 and 15'),
    )
    .transform((seconds) => seconds * 1000),
  /** Called after each good round, so that a service elsewhere notices when there is none. */
  HEARTBEAT_URL: optional.refine(
    (url) => url === null || /^https?:\/\//.test(url),
    'must begin with http:// or https://',
  ),
  /** How long windows of each length are kept, where the defaults are not wanted: `1m=48h,1d=400d`. */
  RETENTION: z
    .string()
    .default('')
    .transform((text, context) => {
      const retention = parseRetention(text);
      if (!('problem' in retention)) return retention;
      context.addIssue({ code: 'custom', message: retention.problem });
      return z.NEVER;
    }),
  /** Where people find the page, for links in mails. */
  PUBLIC_URL: optional,
});
export type Config = Readonly<z.infer<typeof Config>>;

let fromProcess: Config | undefined;

/** The configuration of this process, read once. */
export function config(): Config {
  fromProcess ??= readConfig(process.env);
  return fromProcess;
}

/**
 * Configuration from an environment.
 * @throws AppError `invalid_input` that names every problem at once.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Config.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
    throw new AppError('invalid_input', `the environment of this function is not usable:\n${problems.join('\n')}`);
  }
  return Object.freeze(parsed.data);
}
