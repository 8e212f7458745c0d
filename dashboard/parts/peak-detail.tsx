import { metrics, peakMetrics, type PeakResource } from '../../shared/model/metrics.ts';
import type { PeakView } from '../../shared/model/view.ts';
import { formatTime, formatValue } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

interface Props {
  readonly resource: PeakResource;
  readonly peak: PeakView;
  /** Why the list of processes is not there yet, in words. */
  readonly topNote?: string | undefined;
}

/** What ran in the second of a peak: groups with counts, and the processes that took most. All names are foreign text. */
export function PeakDetail({ resource, peak, topNote }: Props) {
  const { t, language } = useSettings();
  const use = [...peak.groups].filter((g) => g.count > 0).sort((a, b) => b.cpuCores - a.cpuCores);
  return (
    <div class="peak-detail">
      <p class="peak-headline">
        <strong class="peak-value">{formatValue(metrics[peakMetrics[resource]].unit, peak.value, language)}</strong>{' '}
        {t.resource[resource]} · <time>{formatTime(peak.atMs, 'day_second', language)}</time>
      </p>
      <UseTable
        caption={t.groupsThen}
        empty={t.noGroupsThen}
        head={[t.group, t.count]}
        rows={use.map((g) => ({ ...g, second: formatValue('count', g.count, language) }))}
      />
      <UseTable
        caption={t.processesThen}
        empty={topNote ?? t.noProcessesThen}
        head={[t.process, 'PID']}
        rows={peak.top.map((p) => ({ ...p, second: String(p.pid) }))}
      />
    </div>
  );
}

interface UseRow {
  readonly name: string;
  readonly second: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

function UseTable(props: { caption: string; empty: string; head: [string, string]; rows: readonly UseRow[] }) {
  const { t, language } = useSettings();
  const [first, second] = props.head;
  return (
    <table class="use-table">
      <caption>{props.caption}</caption>
      {props.rows.length === 0 ? (
        <tbody>
          <tr>
            <td class="quiet">{props.empty}</td>
          </tr>
        </tbody>
      ) : (
        <>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              <th scope="col" class="number">
                {second}
              </th>
              <th scope="col" class="number">
                {t.resource.cpu}
              </th>
              <th scope="col" class="number">
                {t.resource.memory}
              </th>
            </tr>
          </thead>
          <tbody>
            {props.rows.map((row) => (
              <tr key={`${row.name} ${row.second}`}>
                <th scope="row">{row.name}</th>
                <td class="number">{row.second}</td>
                <td class="number">{formatValue('cores', row.cpuCores, language)}</td>
                <td class="number">{formatValue('bytes', row.memoryBytes, language)}</td>
              </tr>
            ))}
          </tbody>
        </>
      )}
    </table>
  );
}
