import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { HOST, type LocalConfig } from './config.ts';
import type { RunningInbox } from './inbox/server.ts';
import { type Addresses, removeAddresses, writeAddresses } from './runner/addresses.ts';
import { bundleAgent, buildDashboard } from './runner/build.ts';
import { DataLock } from './runner/data-lock.ts';
import { endLeftBehind } from './runner/left-behind.ts';
import { LogFile } from './runner/log-file.ts';
import { prepareMasterFolder } from './runner/master-folder.ts';
import { Part } from './runner/part.ts';
import {
  agentPart,
  canSample,
  databasePart,
  masterError,
  masterPart,
  type PartSpec,
  type Wiring,
} from './runner/parts.ts';
import { seldom } from './runner/seldom.ts';
import { choosePortsInWords, type Ports } from './runner/system-ports.ts';
import type { RunningScheduler } from './scheduler/server.ts';

/** Group that holds the schedules of the stage `local`, as serverless.yml names it. */
const SCHEDULE_GROUP = 'peakwatch-local';

/** How long the first data may take before the page is shown without. */
const FIRST_DATA_MS = 10_000;

type PartName = 'database' | 'master' | 'agent';

export interface SystemOptions {
  readonly config: LocalConfig;
  /** Progress and troubles, for people. */
  readonly say: (message: string) => void;
  /** Called when a part has crashed too often; the system should then be stopped. */
  readonly onFailed: (error: Error) => void;
}

/** Everything that one machine needs to try Peakwatch. `start` once, `stop` once, also when `start` failed. */
export class LocalSystem {
  readonly #config: LocalConfig;
  readonly #say: (message: string) => void;
  readonly #onFailed: (error: Error) => void;
  readonly #startedMs = performance.now();
  readonly #lock: DataLock;
  readonly #parts = new Map<PartName, Part>();
  readonly #ending = new AbortController();
  #scheduler: RunningScheduler | undefined;
  #inbox: RunningInbox | undefined;
  #addresses: Addresses | undefined;
  #starting: Promise<Addresses> | undefined;
  #stopping: Promise<void> | undefined;

  /** Takes the data folder. @throws FolderInUse; Error in words when it cannot be written to. */
  constructor({ config, say, onFailed }: SystemOptions) {
    this.#config = config;
    this.#say = say;
    this.#onFailed = onFailed;
    this.#lock = new DataLock(config.dataFolder, process.pid, Date.now());
  }

  /** Resolves when all is up and this machine is registered. @throws Error in words, also when it is stopped meanwhile. */
  start(): Promise<Addresses> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Ends everything and lets the data folder go; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #start(): Promise<Addresses> {
    await this.#tidyUp();
    const config = this.#config;
    const ports = await choosePortsInWords(config, this.#say);
    const url = (port: number): string => `http://${HOST}:${port}`;
    const wiring: Wiring = {
      page: `${url(ports.page)}/`,
      lambda: url(ports.lambda),
      scheduler: url(ports.scheduler),
      inbox: config.smtpUrl === null ? url(ports.inbox) : null,
      smtp: config.smtpUrl ?? `smtp://${HOST}:${ports.smtp}`,
      mongodb: config.mongodbUri ?? `mongodb://${HOST}:${ports.database}/peakwatch`,
    };
    // In order of how long they take: the master is what all wait for.
    await Promise.all([
      this.#startMaster(wiring),
      config.mongodbUri === null ? this.#startPart('database', databasePart(config.dataFolder, ports.database)) : null,
      this.#startAgent(ports.agent),
      this.#buildPage(),
      this.#startScheduler(ports),
      this.#startInbox(ports),
    ]);
    await this.#showThisMachine(url(ports.page), `${HOST}:${ports.agent}`);
    const shown = { ...wiring, api: url(ports.page), agent: url(ports.agent), dataFolder: config.dataFolder };
    this.#addresses = { ...shown, pids: this.#pids() };
    writeAddresses(this.#addresses);
    this.#lock.notePage(wiring.page);
    return this.#addresses;
  }

  async #stop(): Promise<void> {
    this.#ending.abort(new Error('Peakwatch was told to end while it was starting.'));
    removeAddresses(this.#config.dataFolder);
    await Promise.all([this.#parts.get('master')?.stop(), this.#parts.get('agent')?.stop()]);
    // What was just being started stops at its next step.
    await this.#starting?.catch(() => undefined);
    await Promise.all([
      this.#scheduler?.close(),
      this.#inbox?.close(),
      this.#parts.get('master')?.stop(),
      this.#parts.get('agent')?.stop(),
    ]);
    // Last, so that what the functions were just doing is still stored.
    await this.#parts.get('database')?.stop();
    this.#lock.release();
  }

  async #tidyUp(): Promise<void> {
    const { dataFolder } = this.#config;
    const { leftBehind } = this.#lock;
    if (leftBehind) {
      this.#say(`An earlier start (pid ${leftBehind.pid}) ended without tidying up: taking over.`);
      await endLeftBehind(leftBehind.children);
    }
    removeAddresses(dataFolder);
    for (const name of ['log', 'build']) mkdirSync(join(dataFolder, name), { recursive: true });
  }

  /** Runs in this process, and waits until there is somebody to call. Loaded late, so that the master starts sooner. */
  async #startScheduler(ports: Ports): Promise<void> {
    const { dataFolder, schedulerSpeed } = this.#config;
    const { startScheduler } = await import('./scheduler/server.ts');
    this.#scheduler = await startScheduler({
      host: HOST,
      port: ports.scheduler,
      lambdaEndpoint: `http://${HOST}:${ports.lambda}`,
      file: join(dataFolder, 'schedules.json'),
      groups: [SCHEDULE_GROUP],
      speed: schedulerSpeed,
      paused: true,
      log: seldom(this.#say, () => performance.now()),
    });
  }

  async #startInbox(ports: Ports): Promise<void> {
    const { dataFolder, smtpUrl } = this.#config;
    if (smtpUrl !== null) return;
    const { startInbox } = await import('./inbox/server.ts');
    this.#inbox = await startInbox({
      host: HOST,
      smtpPort: ports.smtp,
      httpPort: ports.inbox,
      dataDir: join(dataFolder, 'mails'),
      log: seldom(this.#say, () => performance.now()),
    });
  }

  async #startAgent(port: number): Promise<void> {
    if (!canSample) this.#say('This system has no /proc: the agent makes its numbers up, and marks them as simulated.');
    const bundle = join(this.#config.dataFolder, 'build', 'agent.mjs');
    await bundleAgent(bundle);
    await this.#startPart('agent', agentPart(this.#config, bundle, port));
  }

  async #startMaster(wiring: Wiring): Promise<void> {
    const folder = join(this.#config.dataFolder, 'build', 'master');
    prepareMasterFolder(folder);
    await this.#startPart('master', masterPart(this.#config, folder, wiring));
  }

  async #buildPage(): Promise<void> {
    if (await buildDashboard(this.#ending.signal)) this.#progress('page built');
  }

  async #startPart(name: PartName, spec: PartSpec): Promise<void> {
    this.#ending.signal.throwIfAborted();
    const say = seldom(this.#say, () => performance.now());
    const { part, ready } = Part.start({
      ...spec,
      log: new LogFile(join(this.#config.dataFolder, 'log', `${name}.log`)),
      say: this.#say,
      onProcess: (identity) => {
        this.#lock.noteChild(identity);
        // Started again: its number is another.
        if (this.#addresses) writeAddresses({ ...this.#addresses, pids: { ...this.#pids(), [name]: identity.pid } });
      },
      onGivenUp: this.#onFailed,
      onLine: (line) => {
        const message = name === 'master' ? masterError(line) : null;
        if (message !== null) say(`${spec.title}: ${message}`);
      },
    });
    this.#parts.set(name, part);
    await ready;
    this.#ending.signal.throwIfAborted();
    this.#progress(`${name} ready`);
  }

  /** Registers this machine, lets the schedules fire, and waits for the first data. */
  async #showThisMachine(api: string, agentAddress: string): Promise<void> {
    const { hasData, registerThisMachine } = await import('./runner/register.ts');
    const name = hostname();
    const became = await registerThisMachine(api, name, agentAddress);
    if (became === 'new') this.#progress(`${name} registered`);
    if (became === 'moved') this.#progress(`${name} registered at its new address`);
    this.#ending.signal.throwIfAborted();
    this.#scheduler?.resume();
    const there = await hasData(api, name, FIRST_DATA_MS, this.#ending.signal);
    this.#ending.signal.throwIfAborted();
    if (there) this.#progress('data on the page');
    else this.#say('This machine has not shown any data yet; its row on the page says why.');
  }

  #pids(): Record<string, number> {
    return { runner: process.pid, ...Object.fromEntries([...this.#parts].map(([name, part]) => [name, part.pid])) };
  }

  #progress(what: string): void {
    this.#say(`  ${((performance.now() - this.#startedMs) / 1000).toFixed(1).padStart(4)} s  ${what}`);
  }
}
