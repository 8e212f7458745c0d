import { LIMITS } from '../../shared/model/sample.ts';
import { foreignName } from '../foreign-name.ts';
import type { GroupRules } from '../groups.ts';
import { measureMemory, memoryBytes, needsMeasuring } from '../processes/memory.ts';
import { ProcessFiles } from '../processes/process-files.ts';
import { type ProcessEntry, ProcessTable } from '../processes/process-table.ts';
import { topProcesses } from '../processes/top.ts';
import { Slots } from '../slots.ts';
import type { CreateCollector, GroupUsage } from './collector.ts';

/** Where groups beyond the limit go. */
export const OTHER_GROUP = 'other';
/** Measuring memory exactly is what costs most; it gets this much of each second. */
const MEASURE_BUDGET_MS = 1;
const IDLE_SLOT_MS = 86_400_000;

/** Process groups, the largest processes and the number of processes. */
export const createProcessGroups: CreateCollector = ({ rootPath, groupRules, monotonicMs }) => {
  const files = new ProcessFiles(rootPath);
  const table = new ProcessTable(files, groupRules);
  const groupNames = new GroupNames(groupRules);
  let firstSweep = true;
  return {
    name: 'process-groups',
    collect: (tick) => {
      const count = table.update(tick.monotonicMs);
      const waiting: ProcessEntry[] = [];
      const top = topProcesses(table.entries.values());
      for (const entry of table.entries.values()) {
        if (entry.group !== null && !entry.zombie && needsMeasuring(entry, table.sweep)) waiting.push(entry);
      }
      for (const entry of top) if (entry.group === null && needsMeasuring(entry, table.sweep)) waiting.push(entry);
      measureMemory(files, waiting, table.sweep, { budgetMs: MEASURE_BUDGET_MS, monotonicMs });
      // Nothing has a rate yet. The count stays away too: a second with it says that the groups were read.
      if (firstSweep) {
        firstSweep = false;
        return {};
      }
      const groups = new Map<string, GroupUsage>(groupNames.fixed.map((name) => [name, NOTHING]));
      for (const entry of table.entries.values()) {
        if (entry.group === null || entry.zombie) continue;
        const name = groupNames.nameFor(entry.group, tick.monotonicMs);
        groups.set(name, add(groups.get(name) ?? NOTHING, entry, table.ageSeconds(entry.startTicks)));
      }
      return {
        host: { process_count: count },
        groups,
        top: top.map((entry) => ({
          pid: entry.pid,
          name: foreignName(entry.comm),
          cpuCores: entry.cpuCores ?? 0,
          memoryBytes: memoryBytes(entry),
        })),
      };
    },
    close: () => {
      table.close();
    },
  };
};

const NOTHING: GroupUsage = { count: 0, cpuCores: 0, memoryBytes: 0, ageSeconds: 0 };

/** One process of unknown age makes the sum unknown. */
function add(usage: GroupUsage, entry: ProcessEntry, ageSeconds: number | null): GroupUsage {
  const known = usage.ageSeconds !== undefined && ageSeconds !== null;
  return {
    count: usage.count + 1,
    cpuCores: usage.cpuCores + (entry.cpuCores ?? 0),
    memoryBytes: usage.memoryBytes + memoryBytes(entry),
    ...(known ? { ageSeconds: usage.ageSeconds + ageSeconds } : {}),
  };
}

/** At most as many names as a sample may have; the last place is for all the others together. */
class GroupNames {
  readonly fixed: readonly string[];
  readonly #fixed: ReadonlySet<string>;
  readonly #slots: Slots;

  constructor(rules: GroupRules) {
    this.#fixed = new Set(rules.staticNames.slice(0, LIMITS.groups - 1));
    this.fixed = [...this.#fixed];
    this.#slots = new Slots(LIMITS.groups - 1 - this.#fixed.size, IDLE_SLOT_MS);
  }

  nameFor(group: string, monotonicMs: number): string {
    if (group === OTHER_GROUP || this.#fixed.has(group)) return group;
    return this.#slots.take(group, monotonicMs) ? group : OTHER_GROUP;
  }
}
