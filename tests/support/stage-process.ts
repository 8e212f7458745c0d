import type { Context } from 'aws-lambda';
import { handler as check } from '../../functions/check/handler.ts';
import { handler as fetch } from '../../functions/fetch/handler.ts';
import { handler as notify } from '../../functions/notify/handler.ts';
import { handler as pull } from '../../functions/pull/handler.ts';

/**
 * A process that waits for its parent's word and then runs stages one after the other: `[["check", {…}], ["notify", {}]]`. It is
 * there to be killed; otherwise it ends by itself.
 */
const handlers = { pull, fetch, check, notify };

process.once('message', (steps: [keyof typeof handlers, object][]) => {
  void run(steps).then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.once('disconnect', () => process.exit(2));
process.send?.('ready');

async function run(steps: readonly [keyof typeof handlers, object][]): Promise<void> {
  for (const [name, event] of steps) await handlers[name](event, { getRemainingTimeInMillis: () => 60_000 } as Context);
}
