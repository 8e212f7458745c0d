import { nodeProblem } from './runner/node-version.ts';

// Checked before anything is imported that an old Node cannot read.
const problem = nodeProblem(process.version);
if (problem === null) {
  const { runLocalSystem } = await import('./runner/command.ts');
  process.exitCode = await runLocalSystem(process.argv.slice(2));
  // Whatever a library still holds open must not keep a system that has ended.
  process.exit();
} else {
  console.error(problem);
  process.exitCode = 1;
}
