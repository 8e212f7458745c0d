import { useMemo, useState } from 'preact/hooks';
import type { LatestAnswer } from '../../shared/model/api.ts';
import type { FleetCapacityAnswer } from '../../shared/model/fleet-capacity.ts';
import { usePoll } from '../api/use-poll.ts';
import { type FleetEntry, matchesSearch } from '../data/fleet.ts';
import { roomByServer, type ServerRoom } from '../data/server-room.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { EmptyFleet } from './empty-fleet.tsx';
import { FleetRow } from './fleet-row.tsx';
import { ServerDialog } from './server-dialog.tsx';

const REFRESH_MS = 10_000;
/** Worked out once a day; the row comes without it until it is there. */
const ROOM_EVERY_MS = 600_000;

export function FleetPage() {
  const { t } = useSettings();
  const { data, dataMs, problem, refresh } = usePoll<LatestAnswer>('latest', () => 'api/latest', REFRESH_MS);
  const capacity = usePoll<FleetCapacityAnswer>('capacity', () => 'api/capacity', ROOM_EVERY_MS).data;
  const rooms = useMemo(
    () => new Map(capacity && roomByServer(capacity).map((room) => [room.serverId, room])),
    [capacity],
  );
  const [search, setSearch] = useState('');
  const [adding, setAdding] = useState(false);
  const add = () => {
    setAdding(true);
  };
  const some = data !== null && data.servers.length > 0;
  return (
    <>
      <div class="page-head">
        <h1>{t.servers}</h1>
        {some && (
          <>
            <input
              type="search"
              value={search}
              placeholder={t.searchHint}
              aria-label={t.search}
              onInput={(event) => {
                setSearch(event.currentTarget.value);
              }}
            />
            <button type="button" class="primary" onClick={add}>
              {t.addServer}
            </button>
          </>
        )}
      </div>
      <Problem problem={problem} dataMs={dataMs} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data?.servers.length === 0 && <EmptyFleet onAdd={add} />}
      {some && (
        <FleetTable
          entries={data.servers.filter((entry) => matchesSearch(entry, search))}
          rooms={rooms}
          stale={problem !== null}
          onChanged={refresh}
        />
      )}
      {adding && (
        <ServerDialog
          server={null}
          onClose={() => {
            setAdding(false);
            refresh();
          }}
        />
      )}
    </>
  );
}

interface TableProps {
  readonly entries: readonly FleetEntry[];
  readonly rooms: ReadonlyMap<string, ServerRoom>;
  readonly stale: boolean;
  readonly onChanged: () => void;
}

function FleetTable({ entries, rooms, stale, onChanged }: TableProps) {
  const { t } = useSettings();
  if (entries.length === 0) return <p class="quiet">{t.nothingFound}</p>;
  return (
    <div class={stale ? 'card table-card stale' : 'card table-card'}>
      <table class="fleet">
        <thead>
          <tr>
            {[t.server, t.statusWord, t.resource.cpu, t.resource.memory, t.crawlers, t.roomColumn, t.newestData].map(
              (heading) => (
                <th scope="col" key={heading}>
                  {heading}
                </th>
              ),
            )}
            <th scope="col">
              <span class="for-readers">{t.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <FleetRow key={entry.server.id} entry={entry} room={rooms.get(entry.server.id)} onChanged={onChanged} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
