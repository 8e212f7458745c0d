import type { Server } from '../../shared/model/server.ts';
import { spanInWords } from '../data/age.ts';
import { formatMilliseconds, formatNumber, formatValue } from '../data/format.ts';
import { ServerMenu } from '../fleet/server-menu.tsx';
import { Age } from '../parts/age.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { useNow } from '../api/use-now.ts';
import { useSettings } from '../settings.tsx';

/** A skew below this is the network's, not the clock's. */
const TELLING_SKEW_MS = 2000;

export function ServerHead({ server, onChanged }: { server: Server; onChanged: () => void }) {
  const { t } = useSettings();
  return (
    <header class="server-head">
      <a class="back small" href="#/">
        ← {t.servers}
      </a>
      <div class="page-head">
        <h1>{server.name}</h1>
        <StatusMark status={server.status} />
        {server.facts?.simulated && <span class="mark">{t.simulated}</span>}
        <ServerMenu
          server={server}
          onChanged={onChanged}
          onDeleted={() => {
            location.hash = '#/';
          }}
        />
      </div>
      {server.description && <p>{server.description}</p>}
      {server.tags.length > 0 && <p class="quiet small">{server.tags.map((tag) => `#${tag}`).join(' ')}</p>}
      {server.status === 'unreachable' && (
        <p class="problem" role="status">
          <strong>{t.agentSilent}</strong> {server.lastError}
        </p>
      )}
      <Facts server={server} />
    </header>
  );
}

function Facts({ server }: { server: Server }) {
  const { t, language } = useSettings();
  const nowMs = useNow(60_000);
  const { facts, clockSkewMs } = server;
  const rows: [string, string | undefined][] = [
    [t.address, server.address],
    [t.hostName, facts?.hostName],
    [t.system, [facts?.platform, facts?.kernel].filter(Boolean).join(' · ')],
    [t.processor, facts?.cpuModel],
    [t.cores, facts && formatNumber(facts.cores, 0, language)],
    [t.resource.memory, facts && formatValue('bytes', facts.memoryBytes, language)],
    [t.upFor, facts?.bootMs && spanInWords(nowMs - facts.bootMs, language)],
    [t.agent, facts?.agentVersion],
    [t.cadence, t.every(server.cadence)],
    [t.roundTrip, server.roundTripMs === null ? undefined : formatMilliseconds(server.roundTripMs, language)],
    [
      t.clockOff,
      clockSkewMs === null || Math.abs(clockSkewMs) < TELLING_SKEW_MS
        ? undefined
        : formatMilliseconds(clockSkewMs, language),
    ],
  ].filter((row): row is [string, string] => Boolean(row[1]));
  return (
    <dl class="facts">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>{t.lastContact}</dt>
        <dd>{server.lastContactMs === null ? t.never : <Age atMs={server.lastContactMs} />}</dd>
      </div>
    </dl>
  );
}
