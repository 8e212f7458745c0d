import { readConfig, settingsHelp, silenceSdkWarning, startedByNpm } from '../config.ts';
import { LocalSystem } from '../system.ts';
import { addressTable } from './addresses.ts';

const HELP = `Starts Peakwatch on this machine: database, Scheduler endpoint, mail inbox, an agent for this machine, and the
master with its page. Ctrl-C ends it; the data stay for the next start.

  npm start                  start
  npm start -- --help        this text
  PORT=8080 npm start        settings are environment variables:

${settingsHelp()}

A port of 0 takes any free one. docs/local.md says more.`;

/** Why the system is to end: an error, or null when it was told to. */
type Reason = Error | null;

/**
 * The command behind `npm start`: runs until it is told to end (Ctrl-C, SIGTERM, the terminal closed).
 * @returns The exit code: 0 when it was told to end, 1 when it could not start or a part failed for good.
 */
export async function runLocalSystem(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  if (args.length > 0) {
    console.error(`Unknown: ${args.join(' ')}\n\n${HELP}`);
    return 1;
  }
  silenceSdkWarning();
  try {
    return await run();
  } catch (error) {
    console.error(inWords(error));
    return 1;
  }
}

async function run(): Promise<number> {
  const startedMs = performance.now();
  const { reason, end } = reasonToEnd();
  const config = readConfig();
  const system = new LocalSystem({ config, say, onFailed: end });
  say(`Starting Peakwatch with the data in ${config.dataFolder}`);
  system.start().then(
    (addresses) => {
      const tookS = ((performance.now() - startedMs) / 1000).toFixed(1);
      say(`\nPeakwatch runs, after ${tookS} s.\n\n${addressTable(addresses)}\n\nCtrl-C ends it; the data stay.\n`);
    },
    (error: unknown) => {
      end(error instanceof Error ? error : new Error(String(error)));
    },
  );
  const why = await reason;
  if (why === null) say('Ending Peakwatch …');
  await system.stop();
  if (why === null) {
    say('Peakwatch has ended.');
    return 0;
  }
  console.error(`\n${inWords(why)}`);
  return 1;
}

/** The first thing that ends the system: a signal, a part that failed for good, or a fault in this process. */
function reasonToEnd(): { reason: Promise<Reason>; end: (reason: Reason) => void } {
  let end: (reason: Reason) => void = () => undefined;
  const reason = new Promise<Reason>((resolve) => {
    end = resolve;
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      end(null);
    });
  }
  process.on('uncaughtException', end);
  if (startedByNpm()) onParentGone(process.ppid, end);
  return { reason, end };
}

/** npm passes SIGTERM on to the shell between us, which dies of it without telling us: we only get another parent. */
function onParentGone(parent: number, end: (reason: Reason) => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end(null);
  }, 250);
  timer.unref();
}

function say(message: string): void {
  console.log(message);
}

/** The messages of an error and its causes; a stack only helps who wrote the code. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n  because: ${inWords(error.cause)}`;
}
