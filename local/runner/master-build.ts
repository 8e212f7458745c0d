import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../config.ts';
import { identify, isRunning } from './process-identity.ts';

/** Bundles must lie inside the repository, or they would not find `node_modules`; and each system needs its own. */
const FOLDER = '.esbuild';
const NAME = /^local-(\d+)$/;

/** Where serverless-esbuild is to put the bundles of the functions, relative to the repository: a folder for one runner. */
export function masterBuildFolder(pid: number): string {
  return join(FOLDER, `local-${pid}`);
}

/**
 * Makes the folder and puts the page where the function that serves it looks: beside its bundle, as in the package. What
 * runners have left there that run no more is removed.
 */
export function prepareMasterBuild(pid: number): void {
  const own = join(ROOT, masterBuildFolder(pid));
  mkdirSync(join(ROOT, FOLDER), { recursive: true });
  for (const name of readdirSync(join(ROOT, FOLDER))) {
    const left = Number(NAME.exec(name)?.[1] ?? pid);
    if (left !== pid && !isRunning(identify(left))) removeMasterBuild(left);
  }
  mkdirSync(join(own, '.build', 'dashboard'), { recursive: true });
  symlinkSync(join(ROOT, 'dashboard', 'dist'), join(own, '.build', 'dashboard', 'dist'), 'dir');
}

export function removeMasterBuild(pid: number): void {
  rmSync(join(ROOT, masterBuildFolder(pid)), { recursive: true, force: true });
}
