import type { HeadroomLimits } from '../../shared/model/headroom.ts';
import { formatValue } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

const NAMES = ['cpu', 'memory', 'filesystem'] as const;

interface Props {
  readonly limits: HeadroomLimits;
  readonly onChange: (name: keyof HeadroomLimits, share: number) => void;
}

/** Up to which share of each resource its peak may go. */
export function LimitSliders({ limits, onChange }: Props) {
  const { t, language } = useSettings();
  return (
    <div class="limit-sliders">
      {NAMES.map((name) => (
        <label key={name} class="slider">
          <span>
            {t.limitOf[name]} <b>{formatValue('ratio', limits[name], language)}</b>
          </span>
          <input
            type="range"
            min={5}
            max={100}
            step={1}
            value={Math.round(limits[name] * 100)}
            aria-valuetext={formatValue('ratio', limits[name], language)}
            onInput={(event) => {
              onChange(name, Number(event.currentTarget.value) / 100);
            }}
          />
        </label>
      ))}
    </div>
  );
}
