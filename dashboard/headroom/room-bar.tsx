import { formatNumber } from '../data/format.ts';
import { type Room, roomLength, roomStretches } from '../data/room-scale.ts';
import { useSettings } from '../settings.tsx';

const KINDS = ['present', 'more', 'likely', 'most'] as const;

/** What runs and what fits as one bar; the same in words stands beside it. `length` is the bar's whole, in crawlers. */
export function RoomBar({ room, length = roomLength(room) }: { room: Room; length?: number }) {
  return (
    <span class="room-bar" aria-hidden="true">
      {roomStretches(room, length).map((share, i) =>
        share > 0 ? <span key={i} class={`room-${KINDS[i] ?? ''}`} style={{ width: `${share * 100}%` }} /> : null,
      )}
    </span>
  );
}

/** The same in words: `9 run · +18 for sure · likely 21 · at most 24`. */
export function RoomWords({ room }: { room: Room }) {
  const { t, language } = useSettings();
  const number = (value: number) => formatNumber(value, 0, language);
  return (
    <span class="room-words small">
      <span>
        <i class="room-key room-present" aria-hidden="true" /> <b>{number(room.present)}</b> {t.roomRuns}
      </span>
      <span>
        <i class="room-key room-more" aria-hidden="true" /> <b>+{number(room.more)}</b> {t.roomMore}
      </span>
      {room.atMost > room.more && (
        <>
          <span>
            <i class="room-key room-likely" aria-hidden="true" /> {t.roomLikely} <b>+{number(room.likely)}</b>
          </span>
          <span>
            <i class="room-key room-most" aria-hidden="true" /> {t.roomAtMost} <b>+{number(room.atMost)}</b>
          </span>
        </>
      )}
    </span>
  );
}
