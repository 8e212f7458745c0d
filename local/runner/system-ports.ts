import { HOST, type LocalConfig, type PortName } from '../config.ts';
import { portOwner } from './port-owner.ts';
import { choosePorts, nextFree } from './ports.ts';

/** How messages call what listens on a port, and the variable that sets it. */
const NAMES: Readonly<Record<PortName, readonly [title: string, variable: string]>> = {
  page: ['page and API', 'PORT'],
  lambda: ['functions', 'PEAKWATCH_LAMBDA_PORT'],
  scheduler: ['Scheduler endpoint', 'PEAKWATCH_SCHEDULER_PORT'],
  inbox: ['mail inbox', 'PEAKWATCH_INBOX_PORT'],
  smtp: ['incoming mails', 'PEAKWATCH_SMTP_PORT'],
  database: ['database', 'PEAKWATCH_MONGODB_PORT'],
  agent: ['agent', 'PEAKWATCH_AGENT_PORT'],
};

export type Ports = Readonly<Record<PortName, number>>;

/**
 * A free port for each part. The page must have its own, since people keep its address; the others move when theirs is
 * taken, which is said.
 * @throws Error in words, with what to type instead, when the page's port is taken.
 */
export async function choosePortsInWords(config: LocalConfig, say: (message: string) => void): Promise<Ports> {
  const chosen = await choosePorts(config.ports, HOST);
  if (chosen.page.takenInstead !== null) throw new Error(await pageTaken(chosen.page.takenInstead, config));
  for (const [name, { port, takenInstead }] of Object.entries(chosen)) {
    if (takenInstead === null || isUnused(name as PortName, config)) continue;
    const [title, variable] = NAMES[name as PortName];
    say(`Port ${takenInstead} (${title}) is taken: using ${port} instead. ${variable} sets another.`);
  }
  return Object.fromEntries(Object.entries(chosen).map(([name, { port }]) => [name, port])) as Record<PortName, number>;
}

/** Ports of parts that somebody else's server stands in for. */
function isUnused(name: PortName, config: LocalConfig): boolean {
  if (name === 'database') return config.mongodbUri !== null;
  return (name === 'inbox' || name === 'smtp') && config.smtpUrl !== null;
}

async function pageTaken(port: number, config: LocalConfig): Promise<string> {
  const owner = await portOwner(HOST, port);
  const free = await nextFree(port, HOST, Object.values(config.ports));
  const who = owner === null ? '' : ` by ${owner}`;
  const advice = free === null ? 'Choose another with PORT=… npm start' : `Choose another: PORT=${free} npm start`;
  return `Port ${port}, for page and API, is taken${who}. ${advice}`;
}
