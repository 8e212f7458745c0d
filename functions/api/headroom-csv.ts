import type { CrawlerPrice } from '../../shared/model/fleet-capacity.ts';
import type { Headroom } from '../../shared/model/headroom.ts';
import type { PeakCost } from '../../shared/model/peak-cost/peak-report.ts';
import type { Csv, CsvRow } from './in-format.ts';

/** A group on a server. */
export interface HeadroomRow {
  readonly server: string;
  readonly presentCount: number;
  readonly headroom: Headroom;
  /** What one more adds to the peaks; undefined leaves those cells empty. */
  readonly costs?: Readonly<Record<'cpu' | 'memory', PeakCost>> | undefined;
  readonly price?: CrawlerPrice | null;
}

const COLUMNS = [
  ...['server', 'group', 'present_count', 'state', 'more', 'likely', 'at_most', 'binds', 'reason'],
  ...['peak_cpu_cores', 'peak_cpu_cores_low', 'peak_cpu_cores_high'],
  ...['peak_memory_bytes', 'peak_memory_bytes_low', 'peak_memory_bytes_high'],
  ...['price_monthly', 'price_monthly_low', 'price_monthly_high', 'currency', 'sentence_en', 'sentence_zh'],
];

/** How many more fit, one row for each group and server. */
export function headroomCsv(name: string, rows: () => readonly HeadroomRow[]): Csv {
  return { name, columns: COLUMNS, rows: () => rows().map(rowOf) };
}

function rowOf({ server, presentCount, headroom, costs, price }: HeadroomRow): CsvRow {
  const known = headroom.state === 'known' ? headroom : null;
  return {
    server,
    group: headroom.group,
    present_count: presentCount,
    state: headroom.state,
    more: known?.more ?? null,
    likely: known?.likely ?? null,
    at_most: known?.atMost ?? null,
    binds: known ? (known.mount ?? known.binds) : null,
    reason: headroom.state === 'unknown' ? headroom.reason : null,
    ...cells('peak_cpu_cores', costs?.cpu),
    ...cells('peak_memory_bytes', costs?.memory),
    ...cells('price_monthly', price ? { ...price, state: 'known', cost: price.amount } : undefined),
    currency: price?.currency ?? null,
    sentence_en: headroom.sentence.en,
    sentence_zh: headroom.sentence.zh,
  };
}

/** A cost and the ends of its interval. */
export function cells(
  column: string,
  cost:
    | { readonly state: 'known'; readonly cost: number; readonly low: number; readonly high: number }
    | { readonly state: 'unknown' }
    | undefined,
): CsvRow {
  const { cost: value = null, low = null, high = null } = cost?.state === 'known' ? cost : {};
  return { [column]: value, [`${column}_low`]: low, [`${column}_high`]: high };
}
