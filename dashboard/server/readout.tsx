import { metrics, peakMetrics, type PeakResource } from '../../shared/model/metrics.ts';
import type { WindowView } from '../../shared/model/view.ts';
import { formatTime, formatValue } from '../data/format.ts';
import { useSettings } from '../settings.tsx';
import { groupPaint } from './paint.ts';

interface Shown {
  /** The window under the cursor, or the newest one; null in a gap. */
  readonly window: WindowView | null;
  readonly hovered: boolean;
  readonly open: boolean;
}

/** Heading of a chart with the numbers under the cursor; the first says their time, for all charts have one cursor. */
export function BandReadout({ resource, window, hovered, open }: Shown & { resource: PeakResource }) {
  const { t, language } = useSettings();
  const { unit, help } = metrics[peakMetrics[resource]];
  const stat = window?.host[peakMetrics[resource]];
  return (
    <div class="readout">
      <h3 title={help[language]}>{t.resource[resource]}</h3>
      {stat ? (
        <>
          <span class="key key-mean">
            {t.mean} <b>{formatValue(unit, stat.mean, language)}</b>
          </span>
          <span class="key key-peak">
            {t.peak} <b>{formatValue(unit, stat.max, language)}</b>
          </span>
          <span class="key quiet">
            {t.lowest} <b>{formatValue(unit, stat.min, language)}</b>
          </span>
        </>
      ) : (
        <span class="quiet">{t.noData}</span>
      )}
      {resource === 'cpu' && <When window={window} hovered={hovered} open={open} />}
    </div>
  );
}

export function CountReadout({ names, window }: { names: readonly string[]; window: WindowView | null }) {
  const { t, language } = useSettings();
  const counts = new Map(window?.groups.map((group) => [group.name, group.count.mean]));
  return (
    <div class="readout">
      <h3 title={metrics.group_process_count.help[language]}>{t.crawlers}</h3>
      {names.length === 0 && <span class="quiet">{t.noCrawlers}</span>}
      {names.map((name, i) => (
        <span class="key" key={name}>
          <Swatch index={i} /> {name} <b>{window ? formatValue('count', counts.get(name) ?? 0, language) : '–'}</b>
        </span>
      ))}
    </div>
  );
}

/** The line's colour and dash, as in the chart. */
function Swatch({ index }: { index: number }) {
  const { colour, dash } = groupPaint(index);
  return (
    <svg class="swatch" viewBox="0 0 22 8" aria-hidden="true">
      <path d="M0 4h22" stroke={`var(${colour})`} stroke-width="2.5" stroke-dasharray={dash?.join(' ')} />
    </svg>
  );
}

function When({ window, hovered, open }: Shown) {
  const { t, language } = useSettings();
  if (!window) return null;
  // Long windows stand in long ranges, where the time of day alone does not say when.
  const style = window.lengthMs >= 600_000 ? 'day_minute' : 'second';
  const from = formatTime(window.startMs, style, language);
  const to = formatTime(window.startMs + window.lengthMs, style, language);
  return (
    <span class="when quiet small">
      {open ? t.since(from) : hovered ? `${from} – ${to}` : t.newestWindow(from, to)}
    </span>
  );
}
