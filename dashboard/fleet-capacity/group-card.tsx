import type { GroupCapacity, GroupOnServer } from '../../shared/model/fleet-capacity.ts';
import { costResources } from '../capacity/cost-panel.tsx';
import { formatNumber } from '../data/format.ts';
import { formatMoney } from '../data/money.ts';
import { type Room, roomLength } from '../data/room-scale.ts';
import { serverHref } from '../data/route.ts';
import { RoomBar, RoomWords } from '../headroom/room-bar.tsx';
import { FirstFew } from '../parts/first-few.tsx';
import { useSettings } from '../settings.tsx';
import { EfficiencyChart } from './efficiency-chart.tsx';

const SERVERS_SHOWN = 8;

/** One group over the whole fleet: how many more fit, on which servers, and where it costs most. */
export function GroupCard({ group }: { group: GroupCapacity }) {
  const { t, language } = useSettings();
  const { servers, presentCount, unknownServers, efficiency } = group;
  const known = unknownServers < servers.length;
  const room = { present: presentCount, ...group };
  const lengths = servers.map((server) => roomLength(roomOf(server)));
  const compared = costResources.filter((resource) => efficiency.some((each) => each.resource === resource));
  return (
    <section class="card group-card">
      <h2>
        {group.group}
        {known && <b class="group-more">+{formatNumber(group.more, 0, language)}</b>}
        {!known && <span class="mark mark-unknown">{t.unknown}</span>}
      </h2>
      <p>{group.sentence[language]}</p>
      {known && <RoomBar room={room} />}
      {known && <RoomWords room={room} />}
      <h3>{t.roomOnServers}</h3>
      <FirstFew items={servers} few={SERVERS_SHOWN}>
        {(shown) => (
          <ul class="server-rooms">
            {shown.map((server) => (
              <ServerLine key={server.serverId} server={server} length={Math.max(1, ...lengths)} />
            ))}
          </ul>
        )}
      </FirstFew>
      {compared.length > 0 && (
        <div class="comparisons">
          {compared.map((resource) => (
            <EfficiencyChart key={resource} group={group} resource={resource} />
          ))}
        </div>
      )}
    </section>
  );
}

function roomOf({ presentCount: present, headroom }: GroupOnServer): Room {
  return headroom.state === 'known' ? { present, ...headroom } : { present, more: 0, likely: 0, atMost: 0 };
}

function ServerLine({ server, length }: { server: GroupOnServer; length: number }) {
  const { t, language } = useSettings();
  const { headroom, presentCount, price } = server;
  const number = (value: number) => formatNumber(value, 0, language);
  return (
    <li title={headroom.sentence[language]}>
      <a href={serverHref(server.serverId)}>{server.serverName}</a>
      <RoomBar room={roomOf(server)} length={length} />
      <span class="small number">
        {number(presentCount)}{' '}
        {headroom.state === 'known' ? (
          <>
            <b>+{number(headroom.more)}</b>
            {headroom.atMost > headroom.more && <span class="quiet"> – {number(headroom.atMost)}</span>}
          </>
        ) : (
          <span class="quiet">{t.noRoomKnown}</span>
        )}
      </span>
      {price && (
        <span class="quiet small room-why" title={price.sentence[language]}>
          {t.priceOfOne(formatMoney({ monthly: price.amount, currency: price.currency }, language))}
        </span>
      )}
      {headroom.state === 'unknown' && <span class="quiet small room-why">{headroom.sentence[language]}</span>}
    </li>
  );
}
