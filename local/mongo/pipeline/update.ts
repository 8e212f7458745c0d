import type { Value } from '../bson/value.ts';
import { CommandError, notSupported } from '../errors.ts';
import { MAPPERS } from './mappers.ts';
import type { Mapper } from './stage.ts';
import { isStage } from './stages.ts';

/** Compiles a pipeline that stands as an update. @throws CommandError for stages that may not stand there. */
export function compilePipelineUpdate(stages: readonly Value[], nowMs: number): Mapper {
  const mappers = stages.map((stage): Mapper => {
    if (!(stage instanceof Map) || stage.size !== 1) {
      throw new CommandError('Location40323', 'A pipeline stage specification object must contain exactly one field.');
    }
    const [[name, operand]] = [...stage] as [[string, Value]];
    const factory = Object.hasOwn(MAPPERS, name) ? MAPPERS[name] : undefined;
    if (factory !== undefined) return factory(operand, nowMs);
    if (isStage(name)) throw new CommandError('InvalidOptions', `${name} is not allowed to be used within an update`);
    throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  });
  if (mappers.length > 1000) throw notSupported('a pipeline of more than 1000 stages');
  return (doc) => mappers.reduce((at, map) => map(at), doc);
}
