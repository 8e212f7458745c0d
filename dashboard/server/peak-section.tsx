import { useEffect, useRef, useState } from 'preact/hooks';
import type { PeaksAnswer } from '../../shared/model/api.ts';
import { metrics, peakMetrics, type PeakResource, peakResources } from '../../shared/model/metrics.ts';
import { usePoll } from '../api/use-poll.ts';
import { formatTime, formatValue } from '../data/format.ts';
import { type Range, spanOf } from '../data/route.ts';
import { PeakDetail } from '../parts/peak-detail.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import type { PickedPeak, PickPeak } from './use-picked-peak.ts';

const PEAKS_EVERY_MS = 60_000;
const PEAKS_SHOWN = 8;

interface Props {
  readonly path: string;
  readonly range: Range;
  readonly atMs: number | null;
  readonly picked: PickedPeak | null;
  readonly onPick: PickPeak;
  readonly onUnpick: () => void;
}

/** The range's highest seconds, and what ran in the one that is picked here or in the charts. */
export function PeakSection({ path, range, atMs, picked, onPick, onUnpick }: Props) {
  const { t } = useSettings();
  const [resource, setResource] = useState<PeakResource>('cpu');
  const { data, dataMs, problem } = usePoll<PeaksAnswer>(
    `${path} peaks ${range} ${atMs} ${resource}`,
    (nowMs) => {
      const { fromMs, toMs } = spanOf(range, atMs, nowMs);
      return `${path}/peaks?from=${fromMs}&to=${toMs}&resource=${resource}&limit=${PEAKS_SHOWN}`;
    },
    PEAKS_EVERY_MS,
  );
  const highest = data?.peaks[0];
  const shown = picked ?? (highest ? { resource, peak: highest, top: 'here' as const } : null);
  const detail = useScrolledIntoView(picked);
  return (
    <section aria-labelledby="peaks-heading">
      <div class="section-head">
        <h2 id="peaks-heading">{t.highestSeconds}</h2>
        <div class="segments" role="group" aria-label={t.resourceLabel}>
          {peakResources.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === resource}
              onClick={() => {
                setResource(each);
                onUnpick();
              }}
            >
              {t.resource[each]}
            </button>
          ))}
        </div>
      </div>
      <Problem problem={problem} dataMs={dataMs} />
      <div class="card peak-section">
        <PeakList answer={data} shown={shown} onPick={onPick} />
        <div class="peak-pane" ref={detail} aria-live="polite">
          {shown ? (
            <PeakDetail resource={shown.resource} peak={shown.peak} topNote={noteOf(shown, t)} />
          ) : (
            <p class="quiet">{t.pickAPeak}</p>
          )}
        </div>
      </div>
    </section>
  );
}

function noteOf({ top }: PickedPeak, t: ReturnType<typeof useSettings>['t']): string | undefined {
  if (top === 'here') return undefined;
  if (top === 'loading') return t.loading;
  return top.kind === 'unreachable' ? t.cannotReach : top.message;
}

interface ListProps {
  readonly answer: PeaksAnswer | null;
  readonly shown: PickedPeak | null;
  readonly onPick: PickPeak;
}

function PeakList({ answer, shown, onPick }: ListProps) {
  const { t, language } = useSettings();
  if (!answer) return <p class="quiet peak-note">{t.loading}</p>;
  if (answer.peaks.length === 0) return <p class="quiet peak-note">{t.noPeaksYet}</p>;
  const { resource } = answer;
  return (
    <ol class="peak-list">
      {answer.peaks.map((peak) => (
        <li key={peak.atMs}>
          <button
            type="button"
            aria-pressed={shown?.resource === resource && shown.peak.atMs === peak.atMs}
            onClick={() => {
              onPick(resource, peak, null);
            }}
          >
            <b>{formatValue(metrics[peakMetrics[resource]].unit, peak.value, language)}</b>
            <time class="quiet">{formatTime(peak.atMs, 'day_second', language)}</time>
            <span class="small peak-groups">
              {peak.groups
                .filter((group) => group.count > 0)
                .map((group) => `${group.name} × ${group.count}`)
                .join(', ') || t.noCrawlers}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** On a phone the detail lies below the fold: a pick brings it into view, without moving what is in view already. */
function useScrolledIntoView(picked: PickedPeak | null) {
  const pane = useRef<HTMLDivElement>(null);
  const atMs = picked?.peak.atMs;
  useEffect(() => {
    if (atMs === undefined) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    pane.current?.scrollIntoView({ block: 'nearest', behavior: calm ? 'auto' : 'smooth' });
  }, [atMs]);
  return pane;
}
