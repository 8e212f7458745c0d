import { createServer } from 'node:http';
import { bodyOf, closeServer, listenOnLoopback } from './http.ts';

/** A function that was asked for, and with what. */
export interface HeldInvocation<Name extends string> {
  readonly name: Name;
  readonly payload: object;
}

/** What takes the place of Lambda's API: it says yes and notes what was asked for. */
export async function startLambda<Name extends string>() {
  const held: HeldInvocation<Name>[] = [];
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body = await bodyOf(request);
      await lambda.onInvoke();
      const name = /functions\/test-(\w+)\//.exec(request.url ?? '')?.[1] as Name;
      held.push({ name, payload: JSON.parse(body) as object });
      response.writeHead(202).end();
    };
    answer().catch(() => response.destroy()); // whoever asked has died
  });
  const lambda = {
    url: await listenOnLoopback(server),
    held,
    holdInvocations: false,
    onInvoke: () => Promise.resolve(),
    end: () => closeServer(server),
  };
  return lambda;
}
