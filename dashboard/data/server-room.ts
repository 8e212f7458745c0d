import type { FleetCapacityAnswer, GroupOnServer } from '../../shared/model/fleet-capacity.ts';
import type { Headroom } from '../../shared/model/headroom.ts';

export type KnownHeadroom = Extract<Headroom, { state: 'known' }>;

/** The groups of one server with their room. */
export interface ServerRoom {
  readonly serverId: string;
  readonly serverName: string;
  readonly groups: readonly Pick<GroupOnServer, 'presentCount' | 'headroom'>[];
  /** The group of which the fewest more fit; null where nothing is known. */
  readonly tightest: KnownHeadroom | null;
}

/** The answer about groups turned round: each server with its groups, the one with the most room first, unknown ones last. */
export function roomByServer({ groups }: Pick<FleetCapacityAnswer, 'groups'>): ServerRoom[] {
  const servers = new Map<string, { serverName: string; groups: ServerRoom['groups'][number][] }>();
  for (const { servers: on } of groups) {
    for (const { serverId, serverName, presentCount, headroom } of on) {
      const server = servers.get(serverId) ?? { serverName, groups: [] };
      servers.set(serverId, server);
      server.groups.push({ presentCount, headroom });
    }
  }
  return [...servers]
    .map(([serverId, server]) => ({ serverId, ...server, tightest: tightestOf(server.groups) }))
    .sort((a, b) => (b.tightest?.more ?? -1) - (a.tightest?.more ?? -1) || (a.serverName < b.serverName ? -1 : 1));
}

function tightestOf(groups: ServerRoom['groups']): KnownHeadroom | null {
  return groups.reduce<KnownHeadroom | null>(
    (least, { headroom }) =>
      headroom.state === 'known' && headroom.more < (least?.more ?? Infinity) ? headroom : least,
    null,
  );
}
