import type { Subject } from '../../shared/model/alerting/rule-metric.ts';
import type { LatestAnswer } from '../../shared/model/api.ts';

/** The tags that servers have, in order. */
export function knownTags(latest: LatestAnswer | null): string[] {
  return inOrder(latest?.servers.flatMap(({ server }) => server.tags) ?? []);
}

/** The mounts, groups and process names of the newest windows, in order: what a rule can be about. */
export function knownSubjects(latest: LatestAnswer | null): Record<Subject, string[]> {
  const windows =
    latest?.servers.flatMap(({ closed, open }) => [closed, open].filter((window) => window !== null)) ?? [];
  return {
    host: [],
    filesystem: inOrder(windows.flatMap(({ filesystems }) => filesystems.map(({ mount }) => mount))),
    group: inOrder(windows.flatMap(({ groups }) => groups.map(({ name }) => name))),
    process: inOrder(
      windows.flatMap(({ peaks }) => Object.values(peaks).flatMap(({ top }) => top.map(({ name }) => name))),
    ),
  };
}

function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));
}
