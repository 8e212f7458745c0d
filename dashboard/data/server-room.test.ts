import { expect, test } from '@jest/globals';
import type { GroupCapacity, GroupOnServer } from '../../shared/model/fleet-capacity.ts';
import { roomByServer } from './server-room.ts';

const sentence = { en: '', zh: '' };

function on(group: string, serverId: string, more: number | null): GroupOnServer {
  const headroom: GroupOnServer['headroom'] =
    more === null
      ? { state: 'unknown', group, reason: 'no_data', resource: 'cpu', sentence }
      : { state: 'known', group, more, likely: more, atMost: more, binds: 'cpu', beyondSeen: false, sentence };
  return { serverId, serverName: serverId, hardware: null, presentCount: 1, headroom, price: null };
}

function groupOf(group: string, servers: GroupOnServer[]): GroupCapacity {
  const sums = { presentCount: 0, more: 0, likely: 0, atMost: 0, unknownServers: 0 };
  return { group, ...sums, servers, pooled: [], efficiency: [], sentence };
}

test('servers come by the room of their tightest group, unknown ones last', () => {
  const groups = [
    groupOf('news', [on('news', 'a', 9), on('news', 'b', 3), on('news', 'c', null)]),
    groupOf('shop', [on('shop', 'a', 2), on('shop', 'b', null)]),
  ];
  const rooms = roomByServer({ groups });
  expect(rooms.map(({ serverId, tightest }) => [serverId, tightest?.group, tightest?.more])).toEqual([
    ['b', 'news', 3],
    ['a', 'shop', 2],
    ['c', undefined, undefined],
  ]);
  expect(rooms[1]?.groups).toHaveLength(2);
});
