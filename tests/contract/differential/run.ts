import { EJSON } from 'bson';
import fc from 'fast-check';
import type { Db } from 'mongodb';
import { agree, ask, empty, INDEXES, isRefusal, stored, type Answer, type Case } from './compare.ts';
import { changes, insertMany, reads } from './operations.ts';
import { foreignDocuments } from './pipelines.ts';

/** Documents, two reads, a change, a read. */
export const cases: fc.Arbitrary<Case> = fc
  .tuple(
    fc.constantFrom(...Object.keys(INDEXES)),
    foreignDocuments,
    insertMany,
    fc.array(reads, { minLength: 2, maxLength: 3 }),
    fc.array(fc.oneof(changes, reads), { minLength: 1, maxLength: 3 }),
  )
  .map(([into, foreign, insert, before, after]) => ({ into, foreign, operations: [insert, ...before, ...after] }));

/** What happened so far. */
export class Tally {
  commands = 0;
  refused = 0;
  /** What the embedded server refused, by its words. */
  readonly refusals = new Map<string, number>();
}

/** A call that the servers answered differently, or after which they hold different documents. */
export interface Difference {
  readonly call: readonly unknown[];
  readonly embedded: Answer;
  readonly real: Answer;
  /** All of it, to be read. */
  readonly text: string;
}

/** Puts one case to both servers, up to the first call that the embedded one refuses: from there on they differ. */
export async function runCase(
  servers: { readonly embedded: Db; readonly real: Db },
  one: Case,
  tally: Tally,
): Promise<Difference | undefined> {
  const [embedded, real] = [servers.embedded, servers.real].map((db) => db.collection(one.into));
  if (embedded === undefined || real === undefined) throw new Error('two servers');
  await Promise.all([empty(servers.embedded, one), empty(servers.real, one)]);
  let [here, there] = ['', ''];
  for (const operation of one.operations) {
    const [ours, theirs] = await Promise.all([ask(embedded, operation), ask(real, operation)]);
    tally.commands += 1;
    if (isRefusal(operation, ours, theirs)) {
      const words = ours.error === undefined ? '' : ours.message.slice(0, 60);
      tally.refused += 1;
      tally.refusals.set(words, (tally.refusals.get(words) ?? 0) + 1);
      return undefined;
    }
    const before = there;
    if (operation.writes) [here, there] = await Promise.all([stored(embedded), stored(real)]);
    const same = agree(operation, ours, theirs);
    if (same === undefined) return undefined;
    if (same && here === there) continue;
    const text = [
      `call: ${EJSON.stringify(operation.call, { relaxed: true })}`,
      `documents before:\n${before}`,
      `embedded: ${EJSON.stringify(ours)}\n${here === there ? '' : here}`,
      `real: ${EJSON.stringify(theirs)}\n${here === there ? '' : there}`,
    ].join('\n');
    return { call: operation.call, embedded: ours, real: theirs, text };
  }
  return undefined;
}
