import { int32, isNumber, narrowNumber, toDouble, typeName, type Doc, type Value } from '../bson/value.ts';
import { formatValue } from '../bson/format.ts';
import { CommandError, notSupported } from '../errors.ts';
import { foldingConstants } from '../expression/compile.ts';
import { compileFilter } from '../query/filter.ts';
import { valueAt } from '../query/path.ts';
import { parseSort, Sorter } from '../query/sort.ts';
import { compileGroup } from './group.ts';
import { lookup } from './lookup.ts';
import { MAPPERS } from './mappers.ts';
import { flatMap, type Stage, type StageEnvironment, type StageFactory, type Stream } from './stage.ts';

const match: StageFactory = (operand) => {
  if (!(operand instanceof Map))
    throw new CommandError('Location15959', 'the match filter must be an expression in an object');
  const matcher = compileFilter(operand);
  return flatMap((doc) => (matcher.matches(doc) ? [doc] : []));
};

/** How many documents the stages after a sort let through at most. */
function wantedAfter(next: readonly Doc[]): number {
  let skipped = 0;
  for (const stage of next) {
    const [[name, operand]] = [...stage] as [[string, Value]];
    if (name === '$skip') skipped += wholeNumber(operand, name, 0);
    else return name === '$limit' ? skipped + wholeNumber(operand, name, 1) : Infinity;
  }
  return Infinity;
}

const sort: StageFactory = (operand, _environment, next) => {
  const fields = parseSort(operand);
  if (fields.length === 0) throw new CommandError('Location15976', '$sort stage must have at least one sort key');
  const limit = wantedAfter(next);
  return async function* sorted(source) {
    const sorter = new Sorter<Doc>(fields, limit);
    for await (const piece of source) for (const doc of piece) sorter.add(doc, doc, 64 + doc.size * 32);
    yield sorter.finish();
  };
};

/** The operand of `$skip` and `$limit`. */
export function wholeNumber(value: Value, stage: '$skip' | '$limit', least: 0 | 1): number {
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (number === 0 && least === 1) throw new CommandError('Location15958', 'the limit must be positive');
  if (Number.isInteger(number) && number >= least) return number;
  const code = stage === '$skip' ? 'Location5107200' : 'Location5107201';
  throw new CommandError(
    code,
    `invalid argument to ${stage} stage: Expected a non-negative number in: ${stage}: ${formatValue(value)}`,
  );
}

const limit: StageFactory = (operand) => {
  const most = wholeNumber(operand, '$limit', 1);
  return async function* limited(source) {
    let left = most;
    for await (const piece of source) {
      yield piece.slice(0, left);
      left -= piece.length;
      if (left <= 0) return;
    }
  };
};

const skip: StageFactory = (operand) => {
  const count = wholeNumber(operand, '$skip', 0);
  return async function* skipped(source) {
    let left = count;
    for await (const piece of source) {
      if (left < piece.length) yield piece.slice(left);
      left = Math.max(0, left - piece.length);
    }
  };
};

const count: StageFactory = (operand) => {
  if (typeof operand !== 'string' || operand === '')
    throw new CommandError(`Location${operand === '' ? 40157 : 40156}`, 'the count field must be a non-empty string');
  if (operand.startsWith('$')) throw new CommandError('Location40158', 'the count field cannot be a $-prefixed path');
  if (operand.includes('.')) throw new CommandError('Location40160', "the count field cannot contain '.'");
  return async function* counted(source) {
    let total = 0;
    for await (const piece of source) total += piece.length;
    if (total > 0) yield [new Map([[operand, narrowNumber(total)]])];
  };
};

const unwind: StageFactory = (operand) => {
  const options = operand instanceof Map ? operand : new Map([['path', operand]]);
  for (const name of options.keys()) {
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name))
      throw new CommandError('Location28811', `unrecognized option to $unwind stage: ${name}`);
  }
  const path = options.get('path');
  const indexName = options.get('includeArrayIndex');
  if (typeof path !== 'string' || !path.startsWith('$'))
    throw new CommandError(
      'Location28818',
      `path option to $unwind stage should be prefixed with a '$': ${formatValue(path)}`,
    );
  if (indexName !== undefined && (typeof indexName !== 'string' || indexName.includes('.')))
    throw notSupported('a nested includeArrayIndex');
  const parts = path.slice(1).split('.');
  const preserve = options.get('preserveNullAndEmptyArrays') === true;
  const withIndex = (doc: Doc, index: number | null): Doc =>
    indexName === undefined ? doc : new Map(doc).set(indexName, index === null ? null : BigInt(index));
  return flatMap((doc) => {
    const value = valueAt(doc, parts);
    if (Array.isArray(value)) {
      if (value.length > 0) return value.map((item, i) => withIndex(replaceAt(doc, parts, item), i));
      return preserve ? [withIndex(replaceAt(doc, parts, undefined), null)] : [];
    }
    if (value === undefined || value === null) return preserve ? [withIndex(doc, null)] : [];
    return [withIndex(doc, null)];
  });
};

/** A document with another value at a path; what lies beside the path is shared. */
function replaceAt(doc: Doc, [head = '', ...rest]: readonly string[], value: Value | undefined): Doc {
  const copy: Doc = new Map(doc);
  const below = doc.get(head);
  const next = rest.length === 0 ? value : below instanceof Map ? replaceAt(below, rest, value) : below;
  if (next === undefined) copy.delete(head);
  else copy.set(head, next);
  return copy;
}

const sortByCount: StageFactory = (operand, environment, next) => {
  const group = compileGroup(
    new Map<string, Value>([
      ['_id', operand],
      ['count', new Map([['$sum', int32(1)]])],
    ]),
    environment.nowMs,
  );
  const order = sort(new Map([['count', int32(-1)]]), environment, next);
  return (source) => order(group.stage(source));
};

const facet: StageFactory = (operand, environment) => {
  if (!(operand instanceof Map) || operand.size === 0)
    throw new CommandError('Location40169', 'the $facet specification must be a non-empty object');
  const facets = [...operand].map(([name, stages]): [string, Stage] => {
    if (!Array.isArray(stages))
      throw new CommandError(
        'Location40170',
        `arguments to $facet must be arrays, ${name} is type ${typeName(stages)}`,
      );
    return [name, compilePipeline(stages, environment)];
  });
  return async function* faceted(source) {
    const all = await collect(source);
    const out: Doc = new Map();
    for (const [name, stage] of facets) out.set(name, await collect(stage(once(all))));
    yield [out];
  };
};

/** Stages that work on many documents. What is neither here nor in mappers.ts is refused. */
export const STAGES: Readonly<Record<string, StageFactory>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $group: (operand, { nowMs }) => compileGroup(operand, nowMs).stage,
  $sortByCount: sortByCount,
  $facet: facet,
  $lookup: lookup,
};

/** Stages that MongoDB has and this server has not. */
const REFUSED_STAGES: ReadonlySet<string> = new Set([
  '$bucket',
  '$bucketAuto',
  '$changeStream',
  '$collStats',
  '$currentOp',
  '$densify',
  '$documents',
  '$fill',
  '$geoNear',
  '$graphLookup',
  '$indexStats',
  '$listLocalSessions',
  '$listSessions',
  '$merge',
  '$out',
  '$planCacheStats',
  '$redact',
  '$sample',
  '$search',
  '$setWindowFields',
  '$unionWith',
  '$vectorSearch',
]);

/** Whether MongoDB has such a stage. */
export const isStage = (name: string): boolean =>
  Object.hasOwn(MAPPERS, name) || Object.hasOwn(STAGES, name) || REFUSED_STAGES.has(name);

/** Checks that each stage has one name that MongoDB knows. */
export function assertStages(stages: readonly Value[]): void {
  for (const stage of stages) {
    const [name = ''] = stage instanceof Map && stage.size === 1 ? stage.keys() : [];
    if (name === '') {
      throw new CommandError('Location40323', 'A pipeline stage specification object must contain exactly one field.');
    }
    if (!isStage(name)) throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  }
}

/** Compiles stages into one. @throws CommandError for a stage that is not on the lists. */
export function compilePipeline(stages: readonly Value[], environment: StageEnvironment): Stage {
  const specs = stages.map((stage) => {
    if (!(stage instanceof Map))
      throw new CommandError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (stage.size !== 1)
      throw new CommandError('Location40323', 'A pipeline stage specification object must contain exactly one field.');
    return stage;
  });
  const compiled = foldingConstants(() => specs.map((spec, i) => compileStage(spec, environment, specs.slice(i + 1))));
  return (source) => compiled.reduce((stream, stage) => stage(stream), source);
}

function compileStage(spec: Doc, environment: StageEnvironment, next: readonly Doc[]): Stage {
  const [[name, operand]] = [...spec] as [[string, Value]];
  const mapper = Object.hasOwn(MAPPERS, name) ? MAPPERS[name] : undefined;
  if (mapper !== undefined) {
    const change = mapper(operand, environment.nowMs);
    return flatMap((doc) => [change(doc)]);
  }
  const stage = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
  if (stage !== undefined) return stage(operand, environment, next);
  if (REFUSED_STAGES.has(name)) throw notSupported(`the stage ${name}`);
  throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
}

async function collect(source: Stream): Promise<Doc[]> {
  const all: Doc[] = [];
  for await (const piece of source) all.push(...piece);
  return all;
}

// eslint-disable-next-line @typescript-eslint/require-await -- the documents are there already
async function* once(docs: Doc[]): AsyncGenerator<Doc[]> {
  yield docs;
}
