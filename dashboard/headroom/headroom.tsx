import { useMemo } from 'preact/hooks';
import type { HeadroomAnswer } from '../../shared/model/api.ts';
import type { Headroom as GroupHeadroom } from '../../shared/model/headroom.ts';
import { usePoll } from '../api/use-poll.ts';
import { ageInWords, spanInWords } from '../data/age.ts';
import { roomQuery } from '../data/room-settings.ts';
import { masterNowMs } from '../api/clock.ts';
import { FirstFew } from '../parts/first-few.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { RoomBar, RoomWords } from './room-bar.tsx';
import { RoomControls } from './room-controls.tsx';
import { useRoomModel } from './use-room-model.ts';
import { useRoomSettings } from './use-room-settings.ts';
import { WhatIfSection } from './what-if-section.tsx';

const REFRESH_MS = 600_000;
const DAY_MS = 86_400_000;
const UNFOLDED = 6;

/** How many more of each group fit, and what the peaks would be with other counts. A new fit is asked for at once. */
export function Headroom({ path, fitMs }: { path: string; fitMs: number }) {
  const { t } = useSettings();
  const { data, dataMs, problem } = usePoll<HeadroomAnswer>(
    `${path}/headroom ${fitMs}`,
    () => `${path}/headroom`,
    REFRESH_MS,
  );
  return (
    <>
      <Problem problem={problem} dataMs={dataMs} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && <Known answer={data} path={path} />}
    </>
  );
}

function Known({ answer, path }: { answer: HeadroomAnswer; path: string }) {
  const { t, language } = useSettings();
  const model = useRoomModel();
  const [settings, setSettings] = useRoomSettings();
  const { report, serverName, madeMs } = answer;
  const groups = useMemo(
    () =>
      model ? report.groups.map(({ name }) => model.headroomOf(report, name, serverName, settings)) : answer.groups,
    [model, answer, settings],
  );
  if (report.groups.length === 0) return <p class="card quiet empty-range">{t.capacityNoGroups}</p>;
  return (
    <>
      <p class="quiet small">
        {t.headroomFrom(ageInWords(madeMs, masterNowMs(), language), spanInWords(report.days * DAY_MS, language))}{' '}
        <a href={`${path}/headroom${roomQuery(settings, { format: 'csv' })}`} download>
          {t.downloadCsv}
        </a>
      </p>
      <div class="card">
        <RoomControls settings={settings} usual={answer.limits} onChange={setSettings} />
        <FirstFew items={byCount(report, groups)} few={UNFOLDED}>
          {(shown) => (
            <ul class="list">
              {shown.map((group) => (
                <GroupRoom key={group.headroom.group} {...group} />
              ))}
            </ul>
          )}
        </FirstFew>
      </div>
      {model && <WhatIfSection report={report} rooms={groups} whatIf={model.whatIf} settings={settings} />}
    </>
  );
}

/** The group with the most crawlers first. */
function byCount(report: HeadroomAnswer['report'], groups: readonly GroupHeadroom[]) {
  return groups
    .map((headroom, i) => {
      const group = report.groups[i];
      const costs = group ? Object.values(group.costs) : [];
      const pooled = costs.some((cost) => cost.state === 'known' && cost.source === 'pooled');
      return { headroom, present: group?.presentCount ?? 0, pooled };
    })
    .sort((a, b) => b.present - a.present);
}

interface GroupProps {
  readonly headroom: GroupHeadroom;
  readonly present: number;
  /** Whether a cost comes from other servers. */
  readonly pooled: boolean;
}

function GroupRoom({ headroom, present, pooled }: GroupProps) {
  const { t, language } = useSettings();
  const room = headroom.state === 'known' ? { present, ...headroom } : null;
  return (
    <li class="group-room">
      <h3>
        {headroom.group}
        {headroom.state === 'known' && (
          <span class="quiet small"> {t.bindsFirst(headroom.mount ?? t.binds[headroom.binds])}</span>
        )}
        {pooled && <span class="mark">{t.fromLikeServers}</span>}
        {!room && <span class="mark mark-unknown">{t.unknown}</span>}
      </h3>
      {room && <RoomBar room={room} />}
      {room && <RoomWords room={room} />}
      <p>{headroom.sentence[language]}</p>
    </li>
  );
}
