import { useEffect, useRef } from 'preact/hooks';
import type { FleetCapacityAnswer } from '../../shared/model/fleet-capacity.ts';
import { usePoll } from '../api/use-poll.ts';
import { roomQuery } from '../data/room-settings.ts';
import { serverHref } from '../data/route.ts';
import { RoomControls } from '../headroom/room-controls.tsx';
import { useRoomSettings } from '../headroom/use-room-settings.ts';
import { FirstFew } from '../parts/first-few.tsx';
import { LinkedSentence } from '../parts/linked-sentence.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { GroupCard } from './group-card.tsx';
import { ServerRoomTable } from './server-room-table.tsx';

const REFRESH_MS = 300_000;
/** A slider that is moved asks when it rests. */
const REST_MS = 250;
const GROUPS_SHOWN = 12;
const NOT_FITTED_SHOWN = 10;

/** How many more of each group fit in the whole fleet, and where. */
export function FleetCapacityPage() {
  const { t, language } = useSettings();
  const [settings, setSettings] = useRoomSettings();
  const query = roomQuery(settings);
  const { data, dataMs, problem, refresh } = usePoll<FleetCapacityAnswer>(
    'fleet capacity',
    () => `api/capacity${query}`,
    REFRESH_MS,
  );
  useAskedAgain(query, refresh);
  return (
    <>
      <div class="page-head">
        <h1>{t.fleetRoom}</h1>
        <a class="small" href={`api/capacity${roomQuery(settings, { format: 'csv' })}`} download>
          {t.downloadCsv}
        </a>
      </div>
      <Problem problem={problem} dataMs={dataMs} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && (
        <>
          <p class="lead">{data.sentence[language]}</p>
          <div class="card">
            <RoomControls settings={settings} usual={data.limits} onChange={setSettings} />
          </div>
          <FirstFew items={data.groups} few={GROUPS_SHOWN}>
            {(shown) => shown.map((group) => <GroupCard key={group.group} group={group} />)}
          </FirstFew>
          {data.groups.length === 0 && <p class="card quiet empty-range">{t.noGroupsYet}</p>}
          {data.groups.length > 0 && <ServerRoomTable answer={data} />}
          {data.notFitted.length > 0 && <NotFitted servers={data.notFitted} />}
        </>
      )}
    </>
  );
}

/** Asks anew when the query has changed and rested; what is shown stays until the answer comes. */
function useAskedAgain(query: string, refresh: () => void): void {
  const asked = useRef(query);
  useEffect(() => {
    if (asked.current === query) return;
    const timer = setTimeout(() => {
      asked.current = query;
      refresh();
    }, REST_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [query, refresh]);
}

function NotFitted({ servers }: { servers: FleetCapacityAnswer['notFitted'] }) {
  const { t, language } = useSettings();
  return (
    <section aria-labelledby="not-fitted-heading">
      <h2 id="not-fitted-heading">{t.notFitted}</h2>
      <div class="card">
        <FirstFew items={servers} few={NOT_FITTED_SHOWN}>
          {(shown) => (
            <ul class="list plain-list">
              {shown.map(({ serverId, serverName, sentence }) => (
                <li key={serverId}>
                  <LinkedSentence sentence={sentence[language]} name={serverName} href={serverHref(serverId)} />
                </li>
              ))}
            </ul>
          )}
        </FirstFew>
      </div>
    </section>
  );
}
