import type { AlertsAnswer } from '../../shared/model/api.ts';
import type { StatusAnswer } from '../../shared/model/status.ts';
import { usePoll } from '../api/use-poll.ts';
import type { Route } from '../data/route.ts';
import { themes, useSettings } from '../settings.tsx';

const ALERTS_EVERY_MS = 30_000;
const STATUS_EVERY_MS = 60_000;

/** Name, the pages, and the switches for language and theme. */
export function TopBar({ route }: { route: Route }) {
  const { t, language, setLanguage, theme, setTheme } = useSettings();
  const { data } = usePoll<AlertsAnswer>('firing', () => 'api/alerts?phase=firing&limit=100', ALERTS_EVERY_MS);
  const firing = data?.alerts.length ?? 0;
  const inCentre = !['fleet', 'server', 'capacity', 'plan', 'status', 'unknown'].includes(route.page);
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  return (
    <header class="top-bar">
      <a class="brand" href="#/">
        <PeakMark />
        <span class="brand-name">Peakwatch</span>
      </a>
      <nav aria-label={t.pages}>
        <a href="#/" aria-current={route.page === 'fleet' || route.page === 'server' ? 'page' : undefined}>
          {t.servers}
        </a>
        <a href="#/capacity" aria-current={route.page === 'capacity' ? 'page' : undefined}>
          {t.fleetRoom}
        </a>
        <a href="#/plan" aria-current={route.page === 'plan' ? 'page' : undefined}>
          {t.plan}
        </a>
        <a href="#/alerts" aria-current={inCentre ? 'page' : undefined}>
          {t.alerts}
          {firing > 0 && (
            <span class="badge" title={t.firingNow(firing)}>
              {firing}
              {data?.next && '+'}
              <span class="for-readers"> {t.firing}</span>
            </span>
          )}
        </a>
        <StatusLink here={route.page === 'status'} />
      </nav>
      <div class="switches">
        <button
          type="button"
          class="plain"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onClick={() => {
            setLanguage(language === 'en' ? 'zh' : 'en');
          }}
        >
          {language === 'en' ? '中文' : 'English'}
        </button>
        <button
          type="button"
          class="plain"
          aria-label={t.themeIs[theme]}
          title={t.themeIs[theme]}
          onClick={() => {
            setTheme(nextTheme);
          }}
        >
          <span aria-hidden="true">{{ auto: '◐', light: '☀', dark: '☾' }[theme]}</span>
        </button>
      </div>
    </header>
  );
}

/** The way to the state of Peakwatch itself, with a mark when one of its stages is late or fails. */
function StatusLink({ here }: { here: boolean }) {
  const { t } = useSettings();
  const { data } = usePoll<StatusAnswer>('status', () => 'api/status', STATUS_EVERY_MS);
  const bad = data?.healthy === false;
  return (
    <a href="#/status" aria-current={here ? 'page' : undefined} title={bad ? t.notHealthy : undefined}>
      {t.systemStatus}
      {bad && (
        <span class="badge">
          <span aria-hidden="true">▲</span>
          <span class="for-readers"> {t.notHealthy}</span>
        </span>
      )}
    </a>
  );
}

function PeakMark() {
  return (
    <svg class="peak-mark" viewBox="0 0 24 20" aria-hidden="true">
      <path class="band" d="M0 18 7 10l3 3 5-9 4 8 5 6z" />
      <path class="mean" d="m0 18 7-5 3 1.5 5-6 4 5 5 4.5" />
      <circle class="dot" cx="15" cy="3" r="2.4" />
    </svg>
  );
}
