import { SchedulerError } from './error.ts';
import { groupArn, Name, parseInput, type Schedule, scheduleArn, scheduleKey } from './schedule.ts';
import type { Group, ScheduleStore } from './schedule-store.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

const seconds = (ms: number): number => ms / 1000;

/**
 * Does what one request of the SDK's client asks for.
 * Routes and shapes: docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html (tags are left out).
 * @returns The answer's JSON; times in epoch seconds.
 * @throws SchedulerError
 */
export function answer(request: Request, store: ScheduleStore, nowMs: number): object {
  const [, kind, encodedName, ...rest] = request.path.split('/');
  const name = encodedName === undefined ? undefined : decodeURIComponent(encodedName);
  if (rest.length === 0 && kind === 'schedules') {
    return name === undefined ? listSchedules(request, store) : oneSchedule(request, name, store, nowMs);
  }
  if (rest.length === 0 && kind === 'schedule-groups') {
    return name === undefined ? listGroups(request, store) : oneGroup(request, name, store, nowMs);
  }
  throw unknown(request);
}

function oneSchedule(request: Request, name: string, store: ScheduleStore, nowMs: number): object {
  const group = request.query.get('groupName') ?? 'default';
  switch (request.method) {
    case 'POST':
      return { ScheduleArn: scheduleArn(store.create(parseInput(withName(request.body, name)), nowMs).input) };
    case 'PUT':
      return { ScheduleArn: scheduleArn(store.update(parseInput(withName(request.body, name)), nowMs).input) };
    case 'GET':
      return fullView(store.get(group, name));
    case 'DELETE':
      store.delete(group, name);
      return {};
    default:
      throw unknown(request);
  }
}

function oneGroup(request: Request, name: string, store: ScheduleStore, nowMs: number): object {
  switch (request.method) {
    case 'POST':
      if (!Name.safeParse(name).success) throw new SchedulerError('ValidationException', `${name} is no name.`);
      return { ScheduleGroupArn: groupArn(store.createGroup(name, nowMs).name) };
    case 'GET':
      return groupView(store.group(name));
    case 'DELETE':
      store.deleteGroup(name);
      return {};
    default:
      throw unknown(request);
  }
}

function listSchedules({ method, path, query, body }: Request, store: ScheduleStore): object {
  if (method !== 'GET') throw unknown({ method, path, query, body });
  const group = query.get('ScheduleGroup');
  const state = query.get('State');
  const found = store
    .schedules()
    .filter(({ input }) => group === null || input.GroupName === group)
    .filter(({ input }) => state === null || input.State === state)
    .filter(({ input }) => input.Name.startsWith(query.get('NamePrefix') ?? ''));
  const { page, next } = pageOf(found, ({ input }) => scheduleKey(input.GroupName, input.Name), query);
  return { Schedules: page.map(summaryView), ...next };
}

function listGroups({ method, path, query, body }: Request, store: ScheduleStore): object {
  if (method !== 'GET') throw unknown({ method, path, query, body });
  const found = store.groups().filter(({ name }) => name.startsWith(query.get('NamePrefix') ?? ''));
  const { page, next } = pageOf(found, ({ name }) => name, query);
  return { ScheduleGroups: page.map(groupView), ...next };
}

/** The items after the token's, which is the key of the last one seen; so deletions between pages skip nothing. */
function pageOf<Item>(items: readonly Item[], keyOf: (item: Item) => string, query: URLSearchParams) {
  const limit = Number(query.get('MaxResults') ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new SchedulerError('ValidationException', 'MaxResults must be a whole number from 1 to 100.');
  }
  const after = Buffer.from(query.get('NextToken') ?? '', 'base64url').toString();
  const left = items.filter((item) => keyOf(item) > after);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  const more = left.length > limit && last !== undefined;
  return { page, next: more ? { NextToken: Buffer.from(keyOf(last)).toString('base64url') } : {} };
}

function fullView({ input, createdMs, modifiedMs }: Schedule): object {
  const dates = { CreationDate: seconds(createdMs), LastModificationDate: seconds(modifiedMs) };
  return { ...input, ClientToken: undefined, Arn: scheduleArn(input), ...dates };
}

function summaryView({ input, createdMs, modifiedMs }: Schedule): object {
  const { Name, GroupName, State } = input;
  const dates = { CreationDate: seconds(createdMs), LastModificationDate: seconds(modifiedMs) };
  return { Name, GroupName, State, Arn: scheduleArn(input), Target: { Arn: input.Target.Arn }, ...dates };
}

function groupView({ name, createdMs }: Group): object {
  const dates = { CreationDate: seconds(createdMs), LastModificationDate: seconds(createdMs) };
  return { Name: name, Arn: groupArn(name), State: 'ACTIVE', ...dates };
}

function withName(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? { ...body, Name: name } : body;
}

function unknown({ method, path }: Request): SchedulerError {
  return new SchedulerError('UnknownOperationException', `The local endpoint does not know ${method} ${path}.`);
}
