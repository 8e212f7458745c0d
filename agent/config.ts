import { existsSync } from 'node:fs';
import * as z from 'zod';
import { DEFAULT_AGENT_PORT } from '../shared/model/server.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const flag = z
  .enum(['0', '1', 'true', 'false'], { error: 'is not a switch: write 1 or 0' })
  .transform((text) => text === '1' || text === 'true');

const whole = (minimum: number, maximum: number) => {
  const error = `is not a whole number from ${minimum} to ${maximum}`;
  return z.coerce.number({ error }).int(error).min(minimum, error).max(maximum, error);
};

const Config = z.object({
  PEAKWATCH_AGENT_HOST: z.string().default('0.0.0.0'),
  PEAKWATCH_AGENT_PORT: whole(0, 65_535).default(DEFAULT_AGENT_PORT),
  PEAKWATCH_AGENT_DATA: z.string().default('./peakwatch-agent'),
  PEAKWATCH_AGENT_WINDOW_SECONDS: whole(5, 60)
    .refine((seconds) => 60 % seconds === 0, { error: 'does not divide a minute: use 5, 6, 10, 12, 15, 20, 30 or 60' })
    .default(60),
  PEAKWATCH_AGENT_GROUPS: z.string().optional(),
  PEAKWATCH_AGENT_JOURNAL_MB: whole(1, 4096).default(64),
  PEAKWATCH_AGENT_SIMULATE: flag.optional(),
});

export interface Config {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly dataFolder: string;
  readonly windowMs: number;
  /** Path of the group rules; null for the default ones. */
  readonly groupsFile: string | null;
  readonly journalBytes: number;
  readonly simulate: boolean;
}

/** The configuration is wrong; the message names every problem, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What the command line asks for. */
export type Command = 'run' | 'help' | 'version';

export const HELP = `Peakwatch agent: samples this machine every second and serves the minutes over HTTP, read-only.

Usage: node agent.mjs [--help | --version]

Environment, all optional:
  PEAKWATCH_AGENT_HOST            address to listen on (0.0.0.0)
  PEAKWATCH_AGENT_PORT            port to listen on (${DEFAULT_AGENT_PORT}); 0 takes a free one
  PEAKWATCH_AGENT_DATA            folder of the journal (./peakwatch-agent)
  PEAKWATCH_AGENT_WINDOW_SECONDS  length of a window: 5, 6, 10, 12, 15, 20, 30 or 60 (60)
  PEAKWATCH_AGENT_GROUPS          YAML file of group rules (python by script, module or spider)
  PEAKWATCH_AGENT_JOURNAL_MB      the journal's largest size (64); it reaches back 72 hours
  PEAKWATCH_AGENT_SIMULATE        1: made-up samples; they are made up anyway where there is no /proc
`;

/**
 * Reads the command line (without node and script).
 * @throws ConfigError on anything but one known option.
 */
export function readCommand(args: readonly string[]): Command {
  const [first, ...rest] = args;
  if (first === undefined) return 'run';
  if (rest.length === 0 && first === '--help') return 'help';
  if (rest.length === 0 && first === '--version') return 'version';
  throw new ConfigError(`unknown arguments "${args.join(' ')}": try --help`);
}

/**
 * Reads the environment. An empty variable counts as not set.
 * @throws ConfigError with every problem.
 */
export function readConfig(environment: Environment): Config {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = Config.safeParse(set);
  const known = new Set(Object.keys(Config.shape));
  const unknown = Object.keys(set).filter((name) => name.startsWith('PEAKWATCH_AGENT_') && !known.has(name));
  const problems = [
    ...(parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? []),
    ...unknown.map((name) => `${name} is no setting of the agent: see --help`),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems.join('\n'));
  const values = parsed.data;
  return Object.freeze({
    host: values.PEAKWATCH_AGENT_HOST,
    port: values.PEAKWATCH_AGENT_PORT,
    dataFolder: values.PEAKWATCH_AGENT_DATA,
    windowMs: values.PEAKWATCH_AGENT_WINDOW_SECONDS * 1000,
    groupsFile: values.PEAKWATCH_AGENT_GROUPS ?? null,
    journalBytes: values.PEAKWATCH_AGENT_JOURNAL_MB << 20,
    simulate: values.PEAKWATCH_AGENT_SIMULATE ?? !existsSync('/proc/stat'),
  });
}

/** The process's own command line and environment. */
export function processArguments(): readonly string[] {
  return process.argv.slice(2);
}

export function processEnvironment(): Environment {
  return process.env;
}
