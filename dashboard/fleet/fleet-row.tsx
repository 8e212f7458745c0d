import type { StatView, WindowView } from '../../shared/model/view.ts';
import { crawlerCounts, type FleetEntry, newestDataMs, shownWindow } from '../data/fleet.ts';
import { formatValue } from '../data/format.ts';
import { serverHref } from '../data/route.ts';
import type { KnownHeadroom, ServerRoom } from '../data/server-room.ts';
import { Age } from '../parts/age.tsx';
import { Meter } from '../parts/meter.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { useSettings } from '../settings.tsx';
import { ServerMenu } from './server-menu.tsx';

interface Props {
  readonly entry: FleetEntry;
  /** Absent until it was worked out. */
  readonly room: ServerRoom | undefined;
  readonly onChanged: () => void;
}

export function FleetRow({ entry, room, onChanged }: Props) {
  const { t } = useSettings();
  const { server } = entry;
  const shown = shownWindow(entry);
  const newestMs = newestDataMs(entry);
  return (
    <tr class={server.status === 'up' ? undefined : 'not-up'}>
      <th scope="row" class="server-cell">
        <a href={serverHref(server.id)}>{server.name}</a>
        {server.facts?.simulated && <span class="mark">{t.simulated}</span>}
        <span class="quiet small">{server.description || server.address}</span>
        {server.tags.length > 0 && (
          <span class="quiet small tags">{server.tags.map((tag) => `#${tag}`).join(' ')}</span>
        )}
      </th>
      <td data-label={t.statusWord}>
        <StatusMark status={server.status} title={server.lastError ?? undefined} />
      </td>
      <td data-label={t.resource.cpu}>
        <Cpu stat={shown?.window.host.cpu_busy_ratio} />
      </td>
      <td data-label={t.resource.memory}>
        <Memory stat={shown?.window.host.memory_used_bytes} totalBytes={server.facts?.memoryBytes} />
      </td>
      <td data-label={t.crawlers}>{shown ? <Crawlers window={shown.window} /> : <None />}</td>
      <td data-label={t.roomColumn} class="small">
        {room?.tightest ? <Tightest tightest={room.tightest} /> : <None />}
      </td>
      <td data-label={t.newestData} class="small">
        {newestMs === null ? <None /> : <Age atMs={newestMs} />}
        {shown?.isOpen && <span class="quiet block">{t.stillOpen}</span>}
      </td>
      <td class="menu-cell">
        <ServerMenu server={server} onChanged={onChanged} onDeleted={onChanged} />
      </td>
    </tr>
  );
}

/** No reading: said, never shown as 0. */
function None() {
  const { t } = useSettings();
  return (
    <span class="quiet" title={t.noData}>
      <span aria-hidden="true">–</span>
      <span class="for-readers">{t.noData}</span>
    </span>
  );
}

function Cpu({ stat }: { stat: StatView | undefined }) {
  const { t, language } = useSettings();
  if (!stat) return <None />;
  return (
    <span class="reading">
      <span>
        {formatValue('ratio', stat.mean, language)}
        <span class="peak-text" title={t.highestSecond}>
          {' '}
          ▲ {formatValue('ratio', stat.max, language)}
        </span>
      </span>
      <Meter mean={stat.mean} peak={stat.max} whole={1} />
    </span>
  );
}

function Memory({ stat, totalBytes }: { stat: StatView | undefined; totalBytes: number | undefined }) {
  const { t, language } = useSettings();
  if (!stat) return <None />;
  return (
    <span class="reading">
      <span>
        {formatValue('bytes', stat.mean, language)}
        {totalBytes !== undefined && <span class="quiet"> / {formatValue('bytes', totalBytes, language)}</span>}
        <span class="peak-text" title={t.highestSecond}>
          {' '}
          ▲ {formatValue('bytes', stat.max, language)}
        </span>
      </span>
      {totalBytes !== undefined && <Meter mean={stat.mean} peak={stat.max} whole={totalBytes} />}
    </span>
  );
}

/** How many more fit of the group that has the least room. */
function Tightest({ tightest: { group, more, binds, mount, sentence } }: { tightest: KnownHeadroom }) {
  const { t, language } = useSettings();
  return (
    <span class="tightest" title={sentence[language]}>
      <span class="block tightest-group">
        <b>+{formatValue('count', more, language)}</b> {group}
      </span>
      <span class="quiet block">{t.bindsFirst(mount ?? t.binds[binds])}</span>
    </span>
  );
}

function Crawlers({ window }: { window: WindowView }) {
  const { t, language } = useSettings();
  const groups = crawlerCounts(window);
  if (groups.length === 0) return <span class="quiet">{t.noCrawlers}</span>;
  return (
    <ul class="chips">
      {groups.map(({ name, count }) => (
        <li key={name} class="chip">
          <span class="chip-name" title={name}>
            {name}
          </span>
          <b>{formatValue('count', count, language)}</b>
        </li>
      ))}
    </ul>
  );
}
