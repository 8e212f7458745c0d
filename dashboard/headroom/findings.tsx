import type { CostChange } from '../../shared/model/change/cost-change.ts';
import type { Leak } from '../../shared/model/leak/leak.ts';
import { formatTime } from '../data/format.ts';
import type { Language } from '../data/language.ts';
import { useSettings } from '../settings.tsx';

const CHANGE_SIGNS = { changed: '▲', same: '=', unknown: '?' } as const;
const LEAK_SIGNS = { grows: '▲', steady: '✓', unknown: '?' } as const;

interface Props {
  readonly leaks: readonly Leak[];
  readonly changes: readonly CostChange[];
}

/** What changed and when, and whose memory grows with its age. */
export function Findings({ leaks, changes }: Props) {
  const { t, language } = useSettings();
  const newestFirst = [...changes].sort((a, b) => b.atMs - a.atMs);
  return (
    <div class="findings">
      <div>
        <h3>{t.changes}</h3>
        {changes.length === 0 && <p class="quiet">{t.noChanges}</p>}
        <ul>
          {newestFirst.map((change) => (
            <li key={`${change.atMs} ${change.kind} ${change.group ?? ''} ${change.resource}`}>
              <span class={`finding-sign finding-${stateOf(change)}`}>
                <span aria-hidden="true">{CHANGE_SIGNS[stateOf(change)]}</span>
                <span class="for-readers">{t.changeIs[stateOf(change)]}</span>
              </span>
              <span>
                <time class="quiet small">{whenOf(change, language)}</time> {change.sentence[language]}
              </span>
            </li>
          ))}
        </ul>
      </div>
      {leaks.length > 0 && (
        <div>
          <h3>{t.leaks}</h3>
          <ul>
            {leaks.map((leak) => {
              const state = leak.state === 'unknown' ? 'unknown' : leak.grows ? 'grows' : 'steady';
              return (
                <li key={leak.group}>
                  <span class={`finding-sign finding-${state}`}>
                    <span aria-hidden="true">{LEAK_SIGNS[state]}</span>
                    <span class="for-readers">{t.leakIs[state]}</span>
                  </span>
                  <span>{leak.sentence[language]}</span>
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </div>
  );
}

/** Where one side is not known, nothing can be compared. */
function stateOf({ changed, difference }: CostChange): keyof typeof CHANGE_SIGNS {
  if (difference === null) return 'unknown';
  return changed ? 'changed' : 'same';
}

/** The moment where it is known, else the two between which it lies. */
function whenOf({ atMs, fromMs, toMs }: CostChange, language: Language): string {
  if (fromMs === toMs) return formatTime(atMs, 'day_minute', language);
  return `${formatTime(fromMs, 'day_minute', language)} – ${formatTime(toMs, 'day_minute', language)}`;
}
