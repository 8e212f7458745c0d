import type { Server } from '../../shared/model/server.ts';

const GIB = 1024 ** 3;

/** A kind of crawler on a made-up server. */
export interface FakeGroup {
  readonly name: string;
  readonly comm: string;
  /** Between how many and how many run; equal for a count that never varies. */
  readonly counts: readonly [number, number];
  readonly coresEach: number;
  readonly bytesEach: number;
}

/** A made-up server and how it behaves. For development of the page only. */
export interface FakeServer {
  readonly row: Pick<Server, 'name' | 'address' | 'description' | 'tags' | 'status' | 'lastError'> &
    Partial<Pick<Server, 'monthlyPrice' | 'pinned'>>;
  readonly renewsInDays?: number;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly simulated?: boolean;
  readonly groups: readonly FakeGroup[];
  /** Cores that other things use. */
  readonly otherCores: number;
  /** The share of minutes with a second of nearly full CPU; 0.04 where not given. */
  readonly spikes?: number;
  /** Its record: for how long back, and until when; a silent server ended a while ago. */
  readonly historyMs: number;
  readonly silentForMs?: number;
}

const DAY = 86_400_000;
const news: FakeGroup = {
  name: 'scrapy:news',
  comm: 'scrapy',
  counts: [2, 9],
  coresEach: 0.31,
  bytesEach: 0.42 * GIB,
};
const prices: FakeGroup = {
  name: 'scrapy:prices',
  comm: 'scrapy',
  counts: [0, 5],
  coresEach: 0.18,
  bytesEach: 0.2 * GIB,
};
const images: FakeGroup = {
  name: 'fetch_images.py',
  comm: 'python3',
  counts: [2, 2],
  coresEach: 0.4,
  bytesEach: 0.9 * GIB,
};
/** A name as hostile as a server may send it: it must be shown as it is. */
const hostile: FakeGroup = {
  name: '<img src=x onerror=alert(1)>',
  comm: '<b>bold</b>',
  counts: [0, 1],
  coresEach: 0.05,
  bytesEach: 0.05 * GIB,
};
const up = { tags: [] as string[], status: 'up' as const, lastError: null };
const eur = (amount: number) => ({ monthlyPrice: { amount, currency: 'EUR' } });
const usual = { cores: 8, memoryBytes: 16 * GIB, otherCores: 0.3, historyMs: DAY };

export const fakeFleet: readonly FakeServer[] = [
  {
    row: {
      ...up,
      ...eur(39),
      name: 'crawl-01',
      address: '10.0.0.11:9464',
      description: 'News and prices',
      tags: ['prod', 'fra'],
    },
    cores: 8,
    memoryBytes: 16 * GIB,
    groups: [news, prices, images, hostile],
    otherCores: 0.6,
    historyMs: DAY,
  },
  {
    row: { ...up, name: 'crawl-02-杭州', address: '10.0.0.12:9464', description: '商品价格', tags: ['prod', 'hz'] },
    cores: 4,
    memoryBytes: 8 * GIB,
    groups: [{ ...prices, counts: [3, 14] }],
    otherCores: 0.3,
    historyMs: DAY,
  },
  {
    row: {
      ...up,
      name: 'images-01',
      address: 'https://images-01.example.org:9464',
      description: 'Image fetchers, one machine for all shops',
      tags: ['prod'],
      status: 'unreachable',
      lastError: 'connect ECONNREFUSED 10.0.0.31:9464',
    },
    cores: 16,
    memoryBytes: 64 * GIB,
    groups: [{ ...images, counts: [6, 6] }],
    otherCores: 0.4,
    historyMs: DAY,
    silentForMs: 14 * 60_000,
  },
  {
    row: { ...up, name: 'new-today', address: '10.0.0.40:9464', description: '' },
    cores: 2,
    memoryBytes: 4 * GIB,
    groups: [{ ...news, counts: [1, 1] }],
    otherCores: 0.1,
    historyMs: 0,
  },
  {
    row: { ...up, name: 'laptop', address: '127.0.0.1:9464', description: 'Made-up data' },
    cores: 10,
    memoryBytes: 32 * GIB,
    simulated: true,
    groups: [news],
    otherCores: 0.2,
    historyMs: DAY / 4,
  },
  {
    row: { ...up, name: 'old-db', address: '10.0.0.7:9464', description: 'Given back in spring', status: 'disabled' },
    cores: 4,
    memoryBytes: 8 * GIB,
    groups: [],
    otherCores: 0.2,
    historyMs: 0,
    silentForMs: 40 * DAY,
  },
  {
    ...usual,
    row: { ...up, ...eur(39), name: 'crawl-03', address: '10.0.0.13:9464', description: 'News', tags: ['prod', 'fra'] },
    groups: [{ ...news, counts: [1, 5] }],
    renewsInDays: 9,
  },
  {
    ...usual,
    row: { ...up, ...eur(39), name: 'crawl-04', address: '10.0.0.14:9464', description: 'News', tags: ['prod', 'fra'] },
    groups: [
      { ...news, counts: [0, 4] },
      { ...prices, counts: [0, 4] },
    ],
    renewsInDays: 23,
  },
  {
    ...usual,
    row: {
      ...up,
      ...eur(118),
      name: 'crawl-05',
      address: '10.0.0.15:9464',
      description: 'The large one',
      tags: ['prod'],
    },
    cores: 32,
    memoryBytes: 64 * GIB,
    groups: [
      { ...news, counts: [2, 12] },
      { ...prices, counts: [2, 16] },
    ],
  },
  {
    ...usual,
    row: {
      ...up,
      name: 'search-01',
      address: '10.0.0.21:9464',
      description: 'The search index',
      tags: ['prod'],
      monthlyPrice: { amount: 84, currency: 'USD' },
      pinned: true,
    },
    groups: [],
    otherCores: 3.1,
  },
];
