/// <reference types="node" />
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { fakeFleet } from './fake-fleet.ts';
import { fakeServer } from './fake-server.ts';

/** `npx tsx dashboard/dev/shots.ts FOLDER [CHROMIUM]`: pictures of the built page with made-up data, to be looked at. */
const [folder = 'shots', executablePath = '/usr/bin/chromium'] = process.argv.slice(2);

interface Shot {
  readonly name: string;
  readonly path?: string;
  readonly dark?: boolean;
  readonly phone?: boolean;
  readonly chinese?: boolean;
  readonly empty?: boolean;
  /** Screen after screen instead of the whole page in one picture. */
  readonly screens?: number;
  readonly act?: (page: Page) => Promise<void>;
}

const openPeak = async (page: Page) => {
  await page.locator('.peak-list button').first().click();
  await page.getByText('PID').first().waitFor();
};
const openForm = async (page: Page, fields: Record<string, string>) => {
  await page.getByRole('button', { name: 'Add a server' }).click();
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Save' }).click();
};

const shots: readonly Shot[] = [
  { name: 'fleet-light' },
  { name: 'fleet-dark', dark: true },
  { name: 'fleet-phone', phone: true },
  { name: 'fleet-chinese', chinese: true },
  { name: 'fleet-empty', empty: true },
  { name: 'fleet-menu', act: (page) => page.locator('.menu summary').first().click() },
  {
    name: 'form-errors',
    act: async (page) => {
      await openForm(page, { Name: 'crawl-01', Address: 'not an address' });
      await page.locator('.field-error').first().waitFor();
    },
  },
  {
    name: 'form-not-reached',
    act: async (page) => {
      await openForm(page, { Name: 'far away', Address: '192.0.2.7:9464' });
      await page.locator('.trial').waitFor();
    },
  },
  {
    name: 'fleet-cut-off',
    act: async (page) => {
      await page.route('**/api/**', (route) => route.abort());
      await page.locator('.problem').waitFor({ timeout: 20_000 });
    },
  },
  { name: 'server-light', path: '#/servers/fake0', act: openPeak },
  { name: 'server-dark', path: '#/servers/fake0?range=6h', dark: true, act: openPeak },
  { name: 'server-day', path: '#/servers/fake1?range=24h' },
  { name: 'server-phone', path: '#/servers/fake0', phone: true, screens: 6 },
  { name: 'server-chinese', path: '#/servers/fake1', chinese: true, act: openPeak },
  { name: 'server-fresh', path: '#/servers/fake3' },
  { name: 'server-silent', path: '#/servers/fake2' },
  {
    name: 'server-hover',
    path: '#/servers/fake0',
    act: async (page) => {
      const chart = page.locator('.u-over').first();
      await chart.click({ position: { x: 420, y: 80 } });
      await page.getByText('PID').first().waitFor();
    },
  },
  { name: 'alerts-light', path: '#/alerts' },
  { name: 'alerts-phone-dark', path: '#/alerts', phone: true, dark: true },
];

const server = fakeServer(fakeFleet, Date.now);
const emptyServer = fakeServer([], Date.now);
const addresses = await Promise.all([server, emptyServer].map(listen));
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'].concat(
    ['--disable-component-update', '--disable-sync'],
  ),
});
try {
  await mkdir(folder, { recursive: true });
  for (const shot of shots) await take(browser, shot);
} finally {
  await browser.close();
  server.close();
  emptyServer.close();
}

async function listen(each: typeof server): Promise<string> {
  await new Promise<void>((done) => each.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(each.address() as AddressInfo).port}/`;
}

async function take(from: Browser, shot: Shot): Promise<void> {
  const context = await from.newContext({
    viewport: shot.phone ? { width: 390, height: 844 } : { width: 1280, height: 860 },
    deviceScaleFactor: shot.phone ? 2 : 1,
    colorScheme: shot.dark ? 'dark' : 'light',
    locale: shot.chinese ? 'zh-CN' : 'en-GB',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${addresses[shot.empty ? 1 : 0] ?? ''}${shot.path ?? ''}`);
  await page.waitForLoadState('networkidle');
  await shot.act?.(page);
  await page.screenshot({ path: `${folder}/${shot.name}.png`, fullPage: shot.screens === undefined });
  for (let i = 1; i < (shot.screens ?? 1); i++) {
    await page.evaluate((screen) => {
      scrollTo({ top: screen * (innerHeight - 60), behavior: 'instant' });
    }, i);
    await page.screenshot({ path: `${folder}/${shot.name}-${i}.png` });
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(shot.name, wider > 0 ? `TOO WIDE by ${wider} px` : '', complaints.join(' | '));
  await context.close();
}
