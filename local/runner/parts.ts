import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, HOST, type LocalConfig, ROOT } from '../config.ts';
import { accepts, answers } from './http-probe.ts';
import type { PartOptions } from './part.ts';

/** What is particular to a part; the rest is the same for all. */
export type PartSpec = Pick<PartOptions, 'title' | 'args' | 'env' | 'folder' | 'isReady' | 'graceMs'>;

/** Where the parts find each other. */
export interface Wiring {
  readonly page: string;
  readonly lambda: string;
  readonly scheduler: string;
  /** Page of the mail inbox; null when mails go to a real server. */
  readonly inbox: string | null;
  readonly smtp: string;
  readonly mongodb: string;
}

export function databasePart(dataFolder: string, port: number): PartSpec {
  const data = join(dataFolder, 'mongo');
  return {
    title: 'The database',
    args: [
      '--import',
      'tsx',
      join(ROOT, 'local', 'mongo', 'main.ts'),
      '--port',
      String(port),
      '--data',
      data,
      '--host',
      HOST,
    ],
    env: childEnvironment({}),
    isReady: () => accepts(HOST, port),
    graceMs: 3_000,
  };
}

/** Whether this machine has what the collectors read; without it the agent makes its numbers up and says so. */
export const canSample = existsSync('/proc/stat');

export function agentPart(config: LocalConfig, bundle: string, port: number): PartSpec {
  return {
    title: 'The agent',
    args: [bundle],
    env: childEnvironment({
      PEAKWATCH_AGENT_HOST: HOST,
      PEAKWATCH_AGENT_PORT: String(port),
      PEAKWATCH_AGENT_DATA: join(config.dataFolder, 'agent'),
      ...(config.windowSeconds === null ? {} : { PEAKWATCH_AGENT_WINDOW_SECONDS: String(config.windowSeconds) }),
      ...(canSample ? {} : { PEAKWATCH_AGENT_SIMULATE: '1' }),
    }),
    isReady: (signal) => answers(`http://${HOST}:${port}/healthz`, '', signal),
    graceMs: 3_000,
  };
}

/** The functions under serverless-offline, in a folder that `prepareMasterFolder` has made. */
export function masterPart(config: LocalConfig, folder: string, wiring: Wiring): PartSpec {
  const serverless = join(ROOT, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const options = {
    stage: 'local',
    host: HOST,
    httpPort: new URL(wiring.page).port,
    lambdaPort: new URL(wiring.lambda).port,
    // Never: with all functions in one process there is nothing to be won by it.
    terminateIdleLambdaTime: '86400',
  };
  const nowhere = join(config.dataFolder, 'no-aws-settings');
  return {
    title: 'The master',
    folder,
    args: [
      serverless,
      'offline',
      'start',
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      // One process instead of a thread for each call at once: the first call takes 0.2 s instead of 1 s.
      '--useInProcess',
      '--noSponsor',
    ],
    env: childEnvironment({
      MONGODB_URI: wiring.mongodb,
      SMTP_URL: wiring.smtp,
      MAIL_FROM: config.mailFrom,
      MAIL_TO: config.mailTo,
      PUBLIC_URL: wiring.page,
      AWS_ENDPOINT_URL_LAMBDA: wiring.lambda,
      AWS_ENDPOINT_URL_SCHEDULER: wiring.scheduler,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_CONFIG_FILE: nowhere,
      AWS_SHARED_CREDENTIALS_FILE: nowhere,
      AWS_EC2_METADATA_DISABLED: 'true',
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    }),
    isReady: (signal) => answers(wiring.page, '"success"', signal),
    graceMs: 3_000,
  };
}

/** The message when a line of the master's log is an error of a function; null for all else it prints. */
export function masterError(line: string): string | null {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line) as { level?: unknown; message?: unknown };
    return entry.level === 'error' && typeof entry.message === 'string' ? entry.message : null;
  } catch {
    return null;
  }
}
