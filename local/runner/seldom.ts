/** Passes a message on, but the same one at most once in the span: a fault that lasts says so once a minute, not once a second. */
export function seldom(
  say: (message: string) => void,
  nowMs: () => number,
  spanMs = 60_000,
): (message: string) => void {
  const saidMs = new Map<string, number>();
  return (message) => {
    const atMs = nowMs();
    for (const [said, when] of saidMs) if (atMs - when >= spanMs) saidMs.delete(said);
    if (saidMs.has(message)) return;
    saidMs.set(message, atMs);
    say(message);
  };
}
