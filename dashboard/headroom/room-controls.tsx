import type { HeadroomLimits } from '../../shared/model/headroom.ts';
import { type RoomSettings, usualRoom } from '../data/room-settings.ts';
import { Segments } from '../parts/segments.tsx';
import { useSettings } from '../settings.tsx';
import { LimitSliders } from './limit-sliders.tsx';

interface Props {
  readonly settings: RoomSettings;
  /** What is counted with where nothing is set. */
  readonly usual: HeadroomLimits;
  readonly onChange: (settings: RoomSettings) => void;
}

/** With which limits, and from which peak the room is counted. */
export function RoomControls({ settings, usual, onChange }: Props) {
  const { t } = useSettings();
  const { limits, ground } = settings;
  const isUsual = Object.keys(limits).length === 0 && ground === usualRoom.ground;
  return (
    <div class="room-controls">
      <LimitSliders
        limits={{ ...usual, ...limits }}
        onChange={(name, share) => {
          onChange({ ground, limits: { ...limits, [name]: share } });
        }}
      />
      <div class="room-ground" title={t.groundHelp}>
        <span class="small">{t.groundWord}</span>
        <Segments
          label={t.groundWord}
          value={ground}
          options={(['highest', 'usual'] as const).map((each) => [each, t.ground[each]] as const)}
          onChange={(chosen) => {
            onChange({ limits, ground: chosen });
          }}
        />
        <button
          type="button"
          class="plain small"
          disabled={isUsual}
          onClick={() => {
            onChange(usualRoom);
          }}
        >
          {t.limitsReset}
        </button>
      </div>
      {ground === 'usual' && <p class="quiet small">{t.groundHelp}</p>}
    </div>
  );
}
