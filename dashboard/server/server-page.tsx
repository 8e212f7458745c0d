import { useEffect, useMemo } from 'preact/hooks';
import type { AlertsAnswer, ServerAnswer, WindowsAnswer } from '../../shared/model/api.ts';
import type { Server } from '../../shared/model/server.ts';
import { AlertList } from '../alerts/alert-list.tsx';
import { Notes } from '../annotations/notes.tsx';
import { useAnnotations } from '../annotations/use-annotations.ts';
import { masterNowMs } from '../api/clock.ts';
import { type Polled, usePoll } from '../api/use-poll.ts';
import { CapacitySection } from '../capacity/capacity-section.tsx';
import { shownFromMs } from '../data/axis.ts';
import { timelineOf } from '../data/columns.ts';
import { type Range, serverHref, spanOf } from '../data/route.ts';
import { FitsSection } from '../headroom/fits-section.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { Charts } from './charts.tsx';
import { Filesystems } from './filesystems.tsx';
import { PeakSection } from './peak-section.tsx';
import { RangeButtons } from './range-buttons.tsx';
import { ServerHead } from './server-head.tsx';
import { usePickedPeak } from './use-picked-peak.ts';

const SERVER_EVERY_MS = 10_000;
const ALERTS_EVERY_MS = 30_000;

interface Props {
  readonly id: string;
  readonly range: Range;
  /** The middle of what is shown; null for what ends now. */
  readonly atMs: number | null;
}

export function ServerPage({ id, range, atMs }: Props) {
  const { t } = useSettings();
  const path = `api/servers/${encodeURIComponent(id)}`;
  const { data, dataMs, problem, refresh } = usePoll<ServerAnswer>(path, () => path, SERVER_EVERY_MS);
  const server = data?.server ?? null;
  useEffect(() => {
    document.title = `${server?.name ?? t.server} · Peakwatch`;
  }, [server?.name, t]);
  return (
    <>
      <Problem problem={problem} dataMs={dataMs} />
      {!server && !problem && <p class="quiet">{t.loading}</p>}
      {server && <ServerHead server={server} onChanged={refresh} />}
      {server && <Measured server={server} path={path} range={range} atMs={atMs} />}
    </>
  );
}

/** How often the windows of a range are asked for: a long one changes by a hair a minute and weighs more. */
const WINDOWS_EVERY_MS: Record<Range, number> = {
  '1h': 10_000,
  '6h': 60_000,
  '24h': 120_000,
  '7d': 600_000,
  '30d': 600_000,
  '1y': 600_000,
};

function Measured({ server, path, range, atMs }: Omit<Props, 'id'> & { server: Server; path: string }) {
  const { t } = useSettings();
  const { data, dataMs, problem } = usePoll<WindowsAnswer>(
    `${path} ${range} ${atMs}`,
    (nowMs) => {
      const { fromMs, toMs } = spanOf(range, atMs, nowMs);
      return `${path}/windows?from=${fromMs}&to=${toMs}`;
    },
    WINDOWS_EVERY_MS[range],
  );
  const alerts = usePoll<AlertsAnswer>(
    `alerts ${server.id}`,
    () => `api/alerts?serverId=${encodeURIComponent(server.id)}&limit=20`,
    ALERTS_EVERY_MS,
  );
  const noted = useAnnotations(server.id, `${range} ${atMs}`, (nowMs) => spanOf(range, atMs, nowMs));
  const { picked, pick, unpick } = usePickedPeak(path);
  const timeline = useMemo(() => timelineOf(data?.windows ?? [], data?.open ?? null), [data]);
  const flags = useMemo(() => alerts.data?.alerts.map((alert) => alert.startsMs) ?? [], [alerts.data]);
  const [oldest, newest] = [timeline.windows[0], timeline.windows.at(-1)];
  // An agent whose clock is ahead has measured what is the future here.
  const toMs = Math.max(data?.toMs ?? 0, newest ? newest.startMs + newest.lengthMs : 0);
  return (
    <>
      <HistoryHead id={server.id} range={range} atMs={atMs} />
      <Problem problem={problem} dataMs={dataMs} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && (
        <Charts
          timeline={timeline}
          fromMs={shownFromMs(data.fromMs, toMs, oldest?.startMs ?? toMs, server.createdMs)}
          toMs={toMs}
          memoryBytes={server.facts?.memoryBytes ?? null}
          shades={data.maintenance}
          flags={flags}
          notes={noted.notes}
          picked={picked}
          onPick={pick}
        />
      )}
      {data && (
        <Notes
          serverId={server.id}
          annotations={noted.annotations}
          fromMs={data.fromMs}
          toMs={Math.max(toMs, masterNowMs())}
          onChanged={noted.refresh}
        />
      )}
      {data && newest && (
        <PeakSection path={path} range={range} atMs={atMs} picked={picked} onPick={pick} onUnpick={unpick} />
      )}
      {newest && <Filesystems filesystems={newest.filesystems} />}
      {server.facts && <CapacitySection path={path} />}
      {server.facts && <FitsSection path={path} />}
      <ServerAlerts alerts={alerts} />
    </>
  );
}

function HistoryHead({ id, range, atMs }: Props) {
  const { t } = useSettings();
  return (
    <div class="section-head">
      <h2>{t.history}</h2>
      {atMs !== null && (
        <a class="small" href={serverHref(id, range)}>
          {t.backToNow}
        </a>
      )}
      <RangeButtons serverId={id} range={range} atMs={atMs} />
    </div>
  );
}

function ServerAlerts({ alerts: { data, dataMs, problem, refresh } }: { alerts: Polled<AlertsAnswer> }) {
  const { t } = useSettings();
  return (
    <section aria-labelledby="alerts-heading">
      <h2 id="alerts-heading">{t.alerts}</h2>
      <Problem problem={problem} dataMs={dataMs} />
      {data && <AlertList alerts={data.alerts} withServer={false} onChanged={refresh} />}
    </section>
  );
}
