/** The oldest Node that all parts run on, as in `engines` of package.json. */
const OLDEST: readonly [number, number] = [20, 19];

/**
 * What to tell somebody whose Node is too old.
 * @param version as in `process.version`
 * @returns null when it is new enough.
 */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
  return `Peakwatch needs Node ${OLDEST.join('.')} or newer; this is Node ${version}. Get one from https://nodejs.org and start again.`;
}
