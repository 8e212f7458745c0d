import { connect } from 'node:net';

/** Whether an address answers a GET with 200 and, where given, a body that holds the words. */
export async function answers(url: string, words: string, signal: AbortSignal): Promise<boolean> {
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(5_000)]);
  const response = await fetch(url, { headers: { accept: 'application/json' }, signal: timeout });
  return response.ok && (await response.text()).includes(words);
}

/** Whether something takes connections on the port. */
export async function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const finish = (yes: boolean) => (): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(1_000).once('connect', finish(true)).once('error', finish(false)).once('timeout', finish(false));
  });
}
