import { useState } from 'preact/hooks';
import type { Headroom, HeadroomSettings } from '../../shared/model/headroom.ts';
import type * as RoomModel from './room-model.ts';
import type { PeakReport } from '../../shared/model/peak-cost/peak-report.ts';
import { formatNumber } from '../data/format.ts';
import { FirstFew } from '../parts/first-few.tsx';
import { useSettings } from '../settings.tsx';
import { PredictedPeaks } from './predicted-peaks.tsx';

const UNFOLDED = 8;

interface Props {
  readonly report: PeakReport;
  readonly rooms: readonly Headroom[];
  readonly whatIf: typeof RoomModel.whatIf;
  readonly settings: HeadroomSettings;
}

/** Other counts, and where the peaks would stand with them: worked out in the page as the sliders move. */
export function WhatIfSection({ report, rooms, whatIf, settings }: Props) {
  const { t } = useSettings();
  const [changes, setChanges] = useState<Readonly<Record<string, number>>>({});
  // A group may be gone from the report of the next day.
  const known = Object.fromEntries(report.groups.map(({ name }) => [name, changes[name] ?? 0]));
  const moved = Object.values(known).some((change) => change !== 0);
  const likely = new Map(rooms.map((room) => [room.group, room.state === 'known' ? room.likely : 0]));
  const groups = [...report.groups].sort((a, b) => b.presentCount - a.presentCount);
  return (
    <>
      <div class="section-head what-if-head">
        <h3 id="what-if-heading">{t.whatIf}</h3>
        <span class="quiet small">{t.whatIfHelp}</span>
        <button
          type="button"
          class="plain small"
          disabled={!moved}
          onClick={() => {
            setChanges({});
          }}
        >
          {t.asNow}
        </button>
      </div>
      <div class="card what-if" role="group" aria-labelledby="what-if-heading">
        <div class="what-if-counts">
          <FirstFew items={groups} few={UNFOLDED}>
            {(shown) =>
              shown.map((group) => (
                <CountSlider
                  key={group.name}
                  group={group}
                  likely={likely.get(group.name) ?? 0}
                  change={known[group.name] ?? 0}
                  onChange={(change) => {
                    setChanges((old) => ({ ...old, [group.name]: change }));
                  }}
                />
              ))
            }
          </FirstFew>
        </div>
        <PredictedPeaks report={report} predicted={whatIf(report, known, settings)} />
      </div>
    </>
  );
}

interface SliderProps {
  readonly group: PeakReport['groups'][number];
  /** How many more likely fit. */
  readonly likely: number;
  readonly change: number;
  readonly onChange: (change: number) => void;
}

/** From none to a few times as many as run or ever ran, and beyond what fits. */
function CountSlider({ group: { name, presentCount, maxCount }, likely, change, onChange }: SliderProps) {
  const { t, language } = useSettings();
  const most = Math.max(10, 3 * presentCount, 2 * maxCount, presentCount + Math.min(500, Math.ceil(1.3 * likely)));
  const count = presentCount + change;
  const number = (value: number) => formatNumber(value, 0, language);
  const set = (wanted: number) => {
    onChange(Math.min(most, Math.max(0, wanted)) - presentCount);
  };
  return (
    <div class="count-slider">
      <span class="count-name">{name}</span>
      <output class={change === 0 ? 'quiet' : undefined}>
        {change === 0 ? number(count) : t.fromTo(number(presentCount), number(count))}
      </output>
      <button
        type="button"
        class="step"
        aria-label={`${name}: ${t.fewer}`}
        disabled={count <= 0}
        onClick={() => {
          set(count - 1);
        }}
      >
        −
      </button>
      <input
        type="range"
        min={0}
        max={most}
        step={1}
        value={count}
        aria-label={t.whatIfCount(name)}
        onInput={(event) => {
          set(Number(event.currentTarget.value));
        }}
      />
      <button
        type="button"
        class="step"
        aria-label={`${name}: ${t.oneMore}`}
        disabled={count >= most}
        onClick={() => {
          set(count + 1);
        }}
      >
        +
      </button>
    </div>
  );
}
