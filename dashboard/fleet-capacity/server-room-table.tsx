import type { FleetCapacityAnswer } from '../../shared/model/fleet-capacity.ts';
import { formatNumber } from '../data/format.ts';
import { serverHref } from '../data/route.ts';
import { roomByServer, type ServerRoom } from '../data/server-room.ts';
import { FirstFew } from '../parts/first-few.tsx';
import { useSettings } from '../settings.tsx';

const SHOWN = 20;

/** Each server with what fits of its groups, the roomiest first. */
export function ServerRoomTable({ answer }: { answer: FleetCapacityAnswer }) {
  const { t } = useSettings();
  return (
    <section aria-labelledby="by-room-heading">
      <h2 id="by-room-heading">{t.serversByRoom}</h2>
      <div class="card table-card">
        <FirstFew items={roomByServer(answer)} few={SHOWN}>
          {(shown) => (
            <table class="rows">
              <thead>
                <tr>
                  {[t.server, t.tightest, t.otherGroups].map((heading) => (
                    <th scope="col" key={heading}>
                      {heading}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((room) => (
                  <Row key={room.serverId} room={room} />
                ))}
              </tbody>
            </table>
          )}
        </FirstFew>
      </div>
    </section>
  );
}

function Row({ room: { serverId, serverName, groups, tightest } }: { room: ServerRoom }) {
  const { t, language } = useSettings();
  const number = (value: number) => formatNumber(value, 0, language);
  return (
    <tr>
      <th scope="row">
        <a href={serverHref(serverId)}>{serverName}</a>
      </th>
      <td data-label={t.tightest}>
        {tightest ? (
          <span>
            <b>+{number(tightest.more)}</b> {tightest.group}
            <span class="quiet block small">{t.bindsFirst(tightest.mount ?? t.binds[tightest.binds])}</span>
          </span>
        ) : (
          <span class="quiet">{t.noRoomKnown}</span>
        )}
      </td>
      <td data-label={t.otherGroups}>
        <ul class="chips">
          {groups.map(({ headroom, presentCount }) => (
            <li key={headroom.group} class="chip" title={headroom.sentence[language]}>
              <span class="chip-name">{headroom.group}</span>
              {number(presentCount)}
              <b>{headroom.state === 'known' ? `+${number(headroom.more)}` : '?'}</b>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
