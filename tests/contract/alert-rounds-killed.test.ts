import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { build } from 'esbuild';
import { type AlertStages, startAlertStages } from '../support/alert-stages.ts';
import { type CommandProxy, startCommandProxy } from '../support/killing-proxy.ts';
import { MINUTE_MS, type ScriptedAgent, startScriptedAgent } from '../support/scripted-agent.ts';

const QUIET = 0.1;
const BUSY = 0.97;
/** Leases of a minute and outboxes of a minute and a half have run out. */
const RECOVERY_MS = 3 * MINUTE_MS;
const MOST_ACTS = 60;

let stages: AlertStages;
let proxy: CommandProxy;
let folder: string;
let ended: ScriptedAgent;
let began: ScriptedAgent;
let next: Promise<ChildProcess>;

beforeAll(async () => {
  stages = await startAlertStages('killed');
  proxy = await startCommandProxy(stages.database.uriOfDb);
  [ended, began] = await Promise.all([startScriptedAgent(), startScriptedAgent()]);
  folder = await mkdtemp(join(tmpdir(), 'peakwatch-killed-'));
  await build({
    entryPoints: [new URL('../support/stage-process.ts', import.meta.url).pathname],
    outfile: join(folder, 'stages.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  next = ready();
}, 60_000);
afterAll(async () => {
  (await next).kill('SIGKILL');
  await Promise.all([stages.close(), ended.end(), began.end()]);
  await proxy.close();
  await rm(folder, { recursive: true, force: true });
}, 30_000);
// The stages' own lines are not part of the report.
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

/** A process that has loaded the stages and waits for what to run. */
async function ready(): Promise<ChildProcess> {
  const env = { PATH: process.env['PATH'] ?? '', ...stages.environment, MONGODB_URI: proxy.uri };
  const child = fork(join(folder, 'stages.mjs'), [], { env, execArgv: [], stdio: 'ignore' });
  await once(child, 'message');
  return child;
}

/** One server's alert is about to end and another's to begin, and both minutes are stored. */
async function scene(): Promise<void> {
  await stages.clear();
  await stages.rule('busy');
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 3 * MINUTE_MS;
  for (const agent of [ended, began]) (agent.windows as unknown[]).splice(0);
  await stages.server('ended', ended.address);
  await stages.server('began', began.address);
  ended.close(startMs, BUSY);
  began.close(startMs, QUIET);
  await stages.minute();
  expect(stages.smtp.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('ended · busy')]);
  (stages.smtp.mails as unknown[]).splice(0);
  ended.close(startMs + MINUTE_MS, QUIET);
  began.close(startMs + MINUTE_MS, BUSY);
}

/**
 * Runs the stages in a process that dies before its `killAt`th act of which anybody else can know: a command to the database,
 * a call of another function, a mail that is handed over.
 * @returns what it was about to do; null when it lived through.
 */
async function runUntil(killAt: number): Promise<string | null> {
  const child = await next;
  next = ready();
  const exited = once(child, 'exit');
  let acts = 0;
  let died = null as string | null;
  const act = async (label: string): Promise<void> => {
    acts += 1;
    if (acts < killAt) return;
    if (died === null) {
      died = label;
      child.kill('SIGKILL');
    }
    await exited;
    throw new Error('the process is dead');
  };
  proxy.onCommand = act;
  stages.onInvoke = () => act('invoke');
  stages.smtp.beforeYes = () => act('mail');
  stages.holdInvocations = true;
  const leaseId = 'killed';
  await stages.db
    .collection('servers')
    .updateMany({}, { $set: { leaseId, leaseUntilMs: Date.now() + 55_000, claimedForMs: Date.now() } });
  const serverIds = ['ended', 'began'];
  child.send([
    ['fetch', { serverIds, leaseId }],
    ['check', { serverIds }],
    ['notify', {}],
  ]);
  const [code] = (await exited) as [number | null];
  if (died === null) expect(code).toBe(0);
  proxy.onCommand = () => Promise.resolve();
  stages.onInvoke = () => Promise.resolve();
  stages.smtp.beforeYes = () => Promise.resolve();
  stages.holdInvocations = false;
  stages.held.splice(0);
  return died;
}

test('killed before any of its acts, nothing is lost, and only what was accepted and not noted is said twice', async () => {
  const realNow = Date.now.bind(Date);
  const twice: string[] = [];
  const acts: string[] = [];
  for (let killAt = 1; killAt <= MOST_ACTS; killAt += 1) {
    await scene();
    const died = await runUntil(killAt);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + RECOVERY_MS);
    await stages.minute();
    clock.mockRestore();
    const where = `killed before act ${killAt}, ${String(died)}`;
    const found = (await stages.alerts()).map(({ serverId, phase }) => `${serverId} ${phase}`).sort();
    expect([where, found]).toEqual([where, ['began firing', 'ended resolved']]);
    const waiting = await stages.db.collection('messages').countDocuments({ status: { $ne: 'sent' } });
    expect([where, waiting]).toEqual([where, 0]);
    const ids = new Set(stages.smtp.mails.map(({ messageId }) => messageId));
    expect([where, ids.size]).toEqual([where, 1]);
    const [mail] = stages.smtp.mails;
    expect(mail?.text).toContain('began');
    expect(mail?.text).toContain('ended');
    if (stages.smtp.mails.length > 1) twice.push(`${stages.smtp.mails.length} × ${died ?? ''}`);
    if (died === null) break;
    acts.push(died);
  }
  process.stdout.write(
    `  killed before each of ${acts.length} acts: ${acts.join(', ')}; said twice: ${twice.join(', ')}\n`,
  );
  expect(acts.length).toBeGreaterThan(20);
  expect(acts.length).toBeLessThan(MOST_ACTS);
  expect(twice).toEqual(['2 × update messages']);
}, 120_000);
