import type { FullestMoment, Release } from '../../shared/model/plan/plan.ts';
import { masterNowMs } from '../api/clock.ts';
import { spanInWords } from '../data/age.ts';
import { formatNumber, formatTime, formatValue } from '../data/format.ts';
import { formatMoney } from '../data/money.ts';
import { serverHref } from '../data/route.ts';
import { Meter } from '../parts/meter.tsx';
import { useSettings } from '../settings.tsx';

const DAY_MS = 86_400_000;

/** A server that can be given back: what that saves, where its crawlers go, and what it would have been like. */
export function ReleaseCard({ release }: { release: Release }) {
  const { t, language } = useSettings();
  const { server, saving, moves, fullest, sentence } = release;
  const groups = [...new Set(moves.map(({ group }) => group))];
  return (
    <article class="card release" title={sentence[language]}>
      <header>
        <h3>
          <a href={serverHref(server.id)}>{server.name}</a>
        </h3>
        <span class={saving ? 'release-saving' : 'quiet small'}>
          {saving ? t.aMonth(formatMoney(saving, language)) : t.noPrice}
        </span>
      </header>
      <h4 class="quiet">{t.moves}</h4>
      <ul>
        {groups.map((group) => (
          <MoveLine key={group} moves={moves.filter((move) => move.group === group)} />
        ))}
      </ul>
      <h4 class="quiet">{t.fullestWord}</h4>
      <p>
        {t.fullestAt(fullest.server.name, formatValue('ratio', fullest.ratio, language), t.resource[fullest.resource])},{' '}
        <MomentLink moment={fullest} />
      </p>
      <Meter mean={fullest.ratio} whole={1} />
      <Renewal release={release} />
    </article>
  );
}

/** `12 × scrapy:news → crawler-1 (7), crawler-2 (5)` */
function MoveLine({ moves }: { moves: Release['moves'] }) {
  const { t, language } = useSettings();
  const number = (value: number) => formatNumber(value, 0, language);
  const count = moves.reduce((sum, move) => sum + move.count, 0);
  return (
    <li class="move-line">
      <b>{t.moveLine(number(count), moves[0]?.group ?? '')}</b> <span aria-hidden="true">→</span>{' '}
      {moves.map(({ to, count: part }, i) => (
        <span key={to.id}>
          {i > 0 && ', '}
          <a href={serverHref(to.id)}>{to.name}</a>
          {moves.length > 1 && ` (${number(part)})`}
        </span>
      ))}
    </li>
  );
}

/** The moment in the reader's time zone, and the way to the charts around it. */
export function MomentLink({ moment: { server, startMs, lengthMs } }: { moment: FullestMoment }) {
  const { language } = useSettings();
  return (
    <a class="small" href={serverHref(server.id, '24h', startMs + lengthMs / 2)}>
      {formatTime(startMs, 'day_minute', language)}
    </a>
  );
}

function Renewal({ release: { renewalMs } }: { release: Release }) {
  const { t, language } = useSettings();
  if (renewalMs === null) return null;
  const leftMs = renewalMs - masterNowMs();
  const day = formatTime(renewalMs, 'day', language);
  const days = Math.floor(leftMs / DAY_MS) * DAY_MS;
  return (
    <p class="release-renewal small">
      <span aria-hidden="true">◷</span>{' '}
      {days >= DAY_MS ? t.renewed(day, spanInWords(days, language)) : t.renewedSoon(day)}
    </p>
  );
}
