import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { SchedulerError } from './error.ts';
import { anchorMs, Schedule, scheduleKey, type ScheduleInput } from './schedule.ts';

const Group = z.strictObject({ name: z.string(), createdMs: z.number() });
export type Group = z.infer<typeof Group>;
const Contents = z.strictObject({ version: z.literal(1), groups: z.array(Group), schedules: z.array(Schedule) });

/**
 * Groups and schedules, kept in one JSON file that each change replaces whole (written beside it, then renamed), so that a
 * crash leaves the old or the new one.
 */
export class ScheduleStore {
  readonly #file: string;
  readonly #groups = new Map<string, Group>();
  readonly #schedules = new Map<string, Schedule>();

  /**
   * @param groups Groups to make where they are missing, as a CloudFormation stack would.
   * @throws Error in words when the file is there and cannot be understood.
   */
  constructor(file: string, groups: readonly string[], nowMs: number) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    const contents = readContents(file);
    for (const name of ['default', ...groups]) this.#groups.set(name, { name, createdMs: nowMs });
    for (const group of contents?.groups ?? []) this.#groups.set(group.name, group);
    for (const schedule of contents?.schedules ?? []) this.#schedules.set(keyOf(schedule.input), schedule);
  }

  /** In order of group and name. */
  schedules(): Schedule[] {
    return [...this.#schedules].sort(byKey).map(([, schedule]) => schedule);
  }

  groups(): Group[] {
    return [...this.#groups].sort(byKey).map(([, group]) => group);
  }

  create(input: ScheduleInput, nowMs: number): Schedule {
    this.group(input.GroupName);
    const there = this.#schedules.get(keyOf(input));
    if (there) {
      // The client sends its request again when the answer was lost; the token says that it is the same request.
      if (input.ClientToken !== undefined && there.input.ClientToken === input.ClientToken) return there;
      throw new SchedulerError('ConflictException', `Schedule ${input.Name} already exists.`);
    }
    const times = { createdMs: nowMs, modifiedMs: nowMs, anchorMs: anchorMs(input, nowMs), completed: false };
    return this.#put({ input, ...times });
  }

  update(input: ScheduleInput, nowMs: number): Schedule {
    const there = this.get(input.GroupName, input.Name);
    const completed = there.completed && there.input.ScheduleExpression === input.ScheduleExpression;
    const times = { createdMs: there.createdMs, modifiedMs: nowMs, anchorMs: anchorMs(input, nowMs, there), completed };
    return this.#put({ input, ...times });
  }

  get(group: string, name: string): Schedule {
    const schedule = this.#schedules.get(scheduleKey(group, name));
    if (!schedule) throw new SchedulerError('ResourceNotFoundException', `Schedule ${name} does not exist.`);
    return schedule;
  }

  delete(group: string, name: string): void {
    this.get(group, name);
    this.#schedules.delete(scheduleKey(group, name));
    this.#write();
  }

  /** Marks a one-time schedule that has fired; does nothing when it is gone or was made anew since. */
  complete(schedule: Schedule): void {
    const key = keyOf(schedule.input);
    if (this.#schedules.get(key) === schedule) this.#put({ ...schedule, completed: true });
  }

  group(name: string): Group {
    const group = this.#groups.get(name);
    if (!group) throw new SchedulerError('ResourceNotFoundException', `Schedule group ${name} does not exist.`);
    return group;
  }

  createGroup(name: string, nowMs: number): Group {
    if (this.#groups.has(name)) {
      throw new SchedulerError('ConflictException', `Schedule group ${name} already exists.`);
    }
    const group = { name, createdMs: nowMs };
    this.#groups.set(name, group);
    this.#write();
    return group;
  }

  /** Deletes a group and all its schedules. */
  deleteGroup(name: string): void {
    this.group(name);
    if (name === 'default') {
      throw new SchedulerError('ValidationException', 'The default schedule group cannot be deleted.');
    }
    this.#groups.delete(name);
    for (const [key, schedule] of this.#schedules) {
      if (schedule.input.GroupName === name) this.#schedules.delete(key);
    }
    this.#write();
  }

  #put(schedule: Schedule): Schedule {
    this.#schedules.set(keyOf(schedule.input), schedule);
    this.#write();
    return schedule;
  }

  #write(): void {
    const contents: z.infer<typeof Contents> = { version: 1, groups: this.groups(), schedules: this.schedules() };
    writeFileSync(`${this.#file}.new`, JSON.stringify(contents, null, 1), { flush: true });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function readContents(file: string): z.infer<typeof Contents> | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return Contents.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`The schedules in ${file} cannot be read; move the file away to begin without schedules.`, {
      cause,
    });
  }
}

const keyOf = (input: ScheduleInput): string => scheduleKey(input.GroupName, input.Name);
const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
