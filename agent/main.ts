import './lean.ts';
import { randomBytes } from 'node:crypto';
import { type RunningAgent, startAgent, StartError } from './agent.ts';
import type { Clock } from './clock.ts';
import { ConfigError, HELP, processArguments, processEnvironment, readCommand, readConfig } from './config.ts';
import { AGENT_VERSION } from './version.ts';

const clock: Clock = {
  wallMs: Date.now,
  monotonicMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
const log = (line: string): void => {
  process.stderr.write(`peakwatch agent: ${line}\n`);
};

/** Whoever read the log may be gone; that is no reason to stop sampling. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Ends the agent on a signal, or when the process that started it with a channel is gone. */
function endWith(agent: RunningAgent): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    agent.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log(`did not end cleanly: ${String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
}

async function main(): Promise<void> {
  const command = readCommand(processArguments());
  if (command === 'help') process.stdout.write(HELP);
  else if (command === 'version') process.stdout.write(`${AGENT_VERSION}\n`);
  else {
    const config = readConfig(processEnvironment());
    const agent = await startAgent(config, { clock, log, newEpoch: () => randomBytes(8).toString('hex') });
    endWith(agent);
    if (config.simulate) log('the samples are made up');
    process.stdout.write(`peakwatch agent listening on ${agent.url}\n`);
  }
}

try {
  await main();
} catch (error) {
  const foreseen = error instanceof ConfigError || error instanceof StartError;
  for (const line of (foreseen ? error.message : String(error instanceof Error ? error.stack : error)).split('\n'))
    log(line);
  process.exitCode = 1;
}
