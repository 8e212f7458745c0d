import type { LatestAnswer } from '../../shared/model/api.ts';
import type { FleetCapacityAnswer } from '../../shared/model/fleet-capacity.ts';
import { usePoll } from '../api/use-poll.ts';
import { formatNumber } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

const REFRESH_MS = 60_000;

/** What a plan needs, and which of it is there. */
export function NoPlan() {
  const { t, language } = useSettings();
  const latest = usePoll<LatestAnswer>('latest', () => 'api/latest', REFRESH_MS).data;
  const capacity = usePoll<FleetCapacityAnswer>('capacity', () => 'api/capacity', REFRESH_MS).data;
  const number = (value: number) => formatNumber(value, 0, language);
  const servers = latest?.servers.map(({ server }) => server).filter(({ enabled }) => enabled) ?? [];
  const priced = servers.filter(({ monthlyPrice }) => monthlyPrice !== null).length;
  const fitted = new Set(capacity?.groups.flatMap((group) => group.servers.map(({ serverId }) => serverId))).size;
  const all = number(servers.length);
  const needs: [boolean, string][] = [
    [servers.length >= 2, t.needServers(all)],
    [fitted >= 2, t.needFits(number(fitted), all)],
    [servers.length > 0 && priced === servers.length, t.needPrices(number(priced), all)],
  ];
  return (
    <div class="card empty no-plan">
      <h2>{t.noPlanYet}</h2>
      <p>{t.planNeeds}</p>
      {latest && (
        <ul>
          {needs.map(([there, words]) => (
            <li key={words}>
              <span class={there ? 'need-there' : 'need-lacking'}>
                <span aria-hidden="true">{there ? '✓' : '✕'}</span>
                <span class="for-readers">{there ? t.have : t.lacking}</span>
              </span>{' '}
              {words}
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="#/">{t.backToServers}</a>
      </p>
    </div>
  );
}
