import { int32, isNumber, narrowNumber, toDouble } from '../bson/value.ts';
import { CommandError, notSupported } from '../errors.ts';
import { documentArgument, namespaceArgument } from './arguments.ts';
import type { Command } from './command.ts';
import { indexByNameOrKey } from './indexes.ts';

/** Changes the TTL of an index; everything else that collMod can change is refused. */
export const collMod: Command = {
  names: ['collMod'],
  fields: ['index'],
  run: async ({ body, engine, database }) => {
    const namespace = namespaceArgument(database, body, 'collMod');
    if (engine.find(namespace) === undefined)
      throw new CommandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    if (!body.has('index')) return { ok: 1 };
    const spec = documentArgument(body, 'index');
    const seconds = spec.get('expireAfterSeconds');
    const unknown = [...spec.keys()].find((name) => !['name', 'keyPattern', 'expireAfterSeconds'].includes(name));
    if (unknown !== undefined) throw notSupported(`collMod of an index's ${unknown}`);
    if (!isNumber(seconds) || toDouble(seconds) < 0) {
      throw new CommandError('InvalidOptions', 'no expireAfterSeconds field or it is not a number from 0 on');
    }
    return engine.exclusively(namespace, async (collection) => {
      const index = indexByNameOrKey(collection, spec);
      if (index === undefined) throw new CommandError('IndexNotFound', `cannot find index for ns ${namespace}`);
      const old = index.expireAfterSeconds;
      if (index.fields.length > 1)
        throw new CommandError(
          'InvalidOptions',
          'TTL indexes are single-field indexes, compound indexes do not support TTL',
        );
      index.expireAfterSeconds = Math.floor(toDouble(seconds));
      await engine.storage.write([engine.catalogWrite(collection)]);
      return {
        ...(old === undefined ? {} : { expireAfterSeconds_old: narrowNumber(old) }),
        expireAfterSeconds_new: int32(index.expireAfterSeconds),
        ok: 1,
      };
    });
  },
};
