/** Takes one line for the person who runs the agent. */
export type Log = (line: string) => void;

/** The message of whatever was thrown, without its stack. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
