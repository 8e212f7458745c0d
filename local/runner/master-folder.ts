import { copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../config.ts';

const FOLDERS = ['functions', 'shared', 'dashboard', 'node_modules'];
const FILES = ['serverless.yml', 'package.json', 'package-lock.json'];

/**
 * Makes a folder that is to serverless what the repository is, so that each running system bundles its functions in its
 * own place: two in one would overwrite what the other runs. The page is put where the function that serves it looks for
 * it, beside the bundles as in the package.
 */
export function prepareMasterFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const besideBundles = join(folder, '.esbuild', '.build', 'dashboard');
  mkdirSync(besideBundles, { recursive: true });
  for (const name of FOLDERS) symlinkSync(join(ROOT, name), join(folder, name), 'junction');
  for (const name of FILES) copyFileSync(join(ROOT, name), join(folder, name));
  symlinkSync(join(ROOT, 'dashboard', 'dist'), join(besideBundles, 'dist'), 'junction');
}
