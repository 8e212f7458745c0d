import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { childEnvironment, ROOT } from '../config.ts';

const DASHBOARD = join(ROOT, 'dashboard');
const DIST = join(DASHBOARD, 'dist');
/** What the page is made of. */
const SOURCES = [DASHBOARD, join(ROOT, 'shared', 'model'), join(ROOT, 'package-lock.json')];

/** Bundles the agent as it is copied to servers. @throws Error with what the compiler says. */
export async function bundleAgent(outFile: string): Promise<void> {
  const [{ buildAgent }, { stop }] = await Promise.all([import('../../agent/build.ts'), import('esbuild')]);
  await buildAgent(outFile);
  // Otherwise the compiler's process stays as long as this one.
  await stop();
}

/**
 * Builds the page when a source is newer than what was built, beside the old one, which it then replaces: so that neither
 * a failure nor a second start at the same time leaves half a page.
 * @returns Whether it was built.
 * @throws Error with what the builder says.
 */
export async function buildDashboard(signal: AbortSignal): Promise<boolean> {
  if (newestMs(DIST) > newestSourceMs()) return false;
  const made = join(ROOT, '.tsbuild', `dashboard-${process.pid}`);
  const old = `${made}-old`;
  mkdirSync(join(ROOT, '.tsbuild'), { recursive: true });
  try {
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
    const config = join(DASHBOARD, 'vite.config.ts');
    const outDir = relative(DASHBOARD, made);
    await run(
      [vite, 'build', DASHBOARD, '--config', config, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'],
      signal,
    );
    if (existsSync(DIST)) renameSync(DIST, old);
    // Another start may have put its page there in between: it is the same.
    if (!existsSync(DIST)) renameSync(made, DIST);
  } finally {
    for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true });
  }
  return true;
}

function newestSourceMs(): number {
  return Math.max(...SOURCES.map((source) => newestMs(source, [DIST])));
}

/** When the newest file of a folder was changed; 0 when there is none. */
function newestMs(path: string, except: readonly string[] = []): number {
  if (!existsSync(path) || except.includes(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name), except)));
}

async function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: childEnvironment({}),
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`The page could not be built:\n${output.trim().split('\n').slice(-15).join('\n')}`);
}
