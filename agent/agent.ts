import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Server } from 'node:http';
import type { Clock } from './clock.ts';
import type { Collector } from './collectors/collector.ts';
import { collectors as allCollectors } from './collectors/index.ts';
import type { Config } from './config.ts';
import { lockFolder } from './data-lock.ts';
import { FactsKeeper } from './facts.ts';
import { defaultGroupRules, type GroupRules, parseGroupRules } from './groups.ts';
import { createHttpServer, type ServedState } from './http-server.ts';
import { Journal } from './journal.ts';
import { type Log, reasonOf } from './log.ts';
import { hasCode } from './proc-file.ts';
import { Recorder } from './recorder.ts';
import { SampleTaker } from './sample-taker.ts';
import { startSampler } from './sampler.ts';
import { createSimulation } from './simulate.ts';
import { AGENT_VERSION } from './version.ts';

export interface AgentTools {
  readonly clock: Clock;
  readonly log: Log;
  /** 16 random hex digits. */
  readonly newEpoch: () => string;
}

export interface RunningAgent {
  readonly url: string;
  /** Ends sampling and serving, and saves the open window. */
  readonly close: () => Promise<void>;
}

/** The agent cannot start; the message says why and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const JOURNAL_AGE_MS = 72 * 3_600_000;

/**
 * Starts everything.
 * @throws StartError when the port is taken, another agent uses the data folder, or the group rules are wrong.
 */
export async function startAgent(config: Config, tools: AgentTools): Promise<RunningAgent> {
  const { clock, log } = tools;
  const collectors = createCollectors(config, tools);
  const unlock = lock(config.dataFolder);
  const journal = new Journal({
    folder: join(config.dataFolder, 'journal'),
    maxAgeMs: JOURNAL_AGE_MS,
    maxBytes: config.journalBytes,
    newEpoch: tools.newEpoch,
    log,
  });
  const recorder = new Recorder({ journal, folder: config.dataFolder, lengthMs: config.windowMs, log }, clock.wallMs());
  const facts = new FactsKeeper(config.simulate, clock, log);
  const server = createHttpServer(servedState(config, tools, { journal, recorder, facts }));
  try {
    await listen(server, config);
  } catch (error) {
    journal.close();
    unlock();
    throw error;
  }
  const taker = new SampleTaker(collectors, clock, log);
  const stopSampling = startSampler({
    clock,
    log,
    take: (atMs) => taker.take(atMs),
    admit: (atMs) => recorder.admit(atMs),
    record: (sample) => {
      recorder.record(sample);
    },
  });
  void facts.start();
  const close = async (): Promise<void> => {
    facts.stop();
    await stopSampling();
    recorder.save();
    journal.close();
    unlock();
    for (const collector of collectors) collector.close?.();
    await closeServer(server);
  };
  return { url: urlOf(server), close };
}

function servedState(
  config: Config,
  { clock, log }: AgentTools,
  { journal, recorder, facts }: { journal: Journal; recorder: Recorder; facts: FactsKeeper },
): ServedState {
  return {
    journal,
    windowMs: config.windowMs,
    nowMs: clock.wallMs,
    facts: () => facts.current,
    open: () => recorder.open,
    health: () => ({
      status: 'ok',
      agentVersion: AGENT_VERSION,
      lastSampleMs: recorder.lastSample?.atMs ?? null,
      failed: [...(recorder.lastSample?.failed ?? []), ...(journal.problem === null ? [] : ['journal'])],
    }),
    log,
  };
}

async function closeServer(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

function createCollectors(config: Config, { clock, log }: AgentTools): Collector[] {
  const groupRules = config.groupsFile === null ? defaultGroupRules : readGroupRules(config.groupsFile, clock, log);
  if (config.simulate) return [createSimulation()];
  return allCollectors.map((create) =>
    create({ rootPath: '/', groupRules, log, statfs, monotonicMs: clock.monotonicMs }),
  );
}

function readGroupRules(path: string, clock: Clock, log: Log): GroupRules {
  try {
    return parseGroupRules(readFileSync(path, 'utf8'), { log, monotonicMs: clock.monotonicMs });
  } catch (error) {
    throw new StartError(`group rules ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function lock(folder: string): () => void {
  const { unlock, holder } = lockFolder(folder);
  if (holder !== null) {
    throw new StartError(
      `another agent (process ${holder}) uses ${folder}: stop it, or set PEAKWATCH_AGENT_DATA to another folder`,
    );
  }
  return unlock;
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const taken = hasCode(error, 'EADDRINUSE');
      const advice = taken ? `port ${port} is taken: set PEAKWATCH_AGENT_PORT to another one` : reasonOf(error);
      reject(new StartError(`cannot listen on ${host}: ${advice}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
