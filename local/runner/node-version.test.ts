import { expect, test } from '@jest/globals';
import { nodeProblem } from './node-version.ts';

test.each([
  ['v18.20.4', false],
  ['v20.18.3', false],
  ['v20.19.0', true],
  ['v22.1.0', true],
  ['v24.0.0-nightly', true],
])('Node %s is new enough: %s', (version, fine) => {
  const problem = nodeProblem(version);
  expect(problem === null).toBe(fine);
  if (!fine) expect(problem).toContain(`needs Node 20.19 or newer; this is Node ${version}`);
});
