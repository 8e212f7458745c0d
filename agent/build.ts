import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the agent into one file that runs on Node 20.19 or newer without node_modules.
 * @returns the path of the file.
 */
export async function buildAgent(
  outputPath = fileURLToPath(new URL('dist/agent.mjs', import.meta.url)),
): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    outfile: outputPath,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Source text stays in memory, so it is kept short; names stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
    // systeminformation and yaml are CommonJS and call require for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outputPath;
}
