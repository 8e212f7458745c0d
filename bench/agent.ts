/**
 * What the agent costs: CPU milliseconds a second and resident memory, with about 100 and about 400 processes on the
 * machine, some of them in groups. Prints a table. `npm run bench:agent [-- seconds]` (30 by default, after 10 s of warming up).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildAgent } from '../agent/build.ts';
import { processEnvironment } from '../agent/config.ts';

const PROCESS_COUNTS = [100, 400];
/** One in so many of the started processes is in a group. */
const GROUPED_EVERY = 4;
const WARM_UP_MS = 10_000;
const BUDGET_CPU_MS = 10;
const BUDGET_RSS_MB = 60;
const MS_PER_TICK = 10;

const seconds = Number(process.argv[2] ?? 30);
const folder = mkdtempSync(join(tmpdir(), 'peakwatch-bench-'));
const children: ChildProcess[] = [];

interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
  readonly atMs: number;
}

function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK,
    rssMb: (Number(kib) * 1024) / 1e6,
    atMs: performance.now(),
  };
}

function processCount(): number {
  return readdirSync('/proc').filter((name) => /^\d/.test(name)).length;
}

/** Idle processes until the machine has so many. Those of a group run under another name, which a rule asks for. */
function fillUpTo(count: number): void {
  const crawler = join(folder, 'idle-crawler');
  if (!existsSync(crawler)) copyFileSync('/bin/sleep', crawler);
  for (let missing = count - processCount(); missing > 0; missing--) {
    const program = missing % GROUPED_EVERY === 0 ? crawler : '/bin/sleep';
    children.push(spawn(program, [String(86_400 + (missing % 5))], { stdio: 'ignore' }));
  }
}

async function startAgent(bundle: string, groups: string): Promise<ChildProcess> {
  const agent = spawn(process.execPath, [bundle], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...processEnvironment(),
      PEAKWATCH_AGENT_HOST: '127.0.0.1',
      PEAKWATCH_AGENT_PORT: '0',
      PEAKWATCH_AGENT_DATA: mkdtempSync(join(folder, 'data-')),
      PEAKWATCH_AGENT_GROUPS: groups,
    },
  });
  children.push(agent);
  await once(agent.stdout, 'data');
  return agent;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function measure(bundle: string, groups: string, count: number): Promise<void> {
  fillUpTo(count - 1);
  const agent = await startAgent(bundle, groups);
  await pause(WARM_UP_MS);
  const pid = agent.pid ?? 0;
  const from = usageOf(pid);
  await pause(seconds * 1000);
  const to = usageOf(pid);
  const cpu = (to.cpuMs - from.cpuMs) / ((to.atMs - from.atMs) / 1000);
  const row = [processCount(), cpu.toFixed(1), from.rssMb.toFixed(1), to.rssMb.toFixed(1)];
  const verdict = cpu < BUDGET_CPU_MS && to.rssMb < BUDGET_RSS_MB ? 'yes' : 'NO';
  console.log(`| ${row.map((cell) => String(cell).padStart(11)).join(' | ')} | ${verdict.padStart(13)} |`);
  await end(agent);
}

async function main(): Promise<void> {
  const bundle = await buildAgent(join(folder, 'agent.mjs'));
  const groups = join(folder, 'groups.yaml');
  writeFileSync(
    groups,
    'process_names:\n  - name: "idle:{{.Matches.n}}"\n    cmdline: ["idle-crawler (?P<n>\\\\d+)"]\n',
  );
  console.log(`Agent on ${process.version}, ${seconds} s each; budget ${BUDGET_CPU_MS} ms/s and ${BUDGET_RSS_MB} MB\n`);
  console.log('|   processes | CPU ms/s    | RSS MB then | RSS MB now  | within budget |');
  console.log('|------------:|------------:|------------:|------------:|--------------:|');
  for (const count of PROCESS_COUNTS) await measure(bundle, groups, count);
}

try {
  await main();
} finally {
  await Promise.all(children.map(end));
  rmSync(folder, { recursive: true, force: true });
}
