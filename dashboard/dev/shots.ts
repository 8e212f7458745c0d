/// <reference types="node" />
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { fakeFleet } from './fake-fleet.ts';
import { fakeServer } from './fake-server.ts';
import { type Shot, shots } from './shot-list.ts';

/** `npx tsx dashboard/dev/shots.ts FOLDER [CHROMIUM [BEGINNING]]`: pictures of the built page with made-up data, to be looked at. */
const [folder = 'shots', executablePath = '/usr/bin/chromium', beginning = ''] = process.argv.slice(2);

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
  for (const shot of shots.filter(({ name }) => name.startsWith(beginning))) await take(browser, shot);
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
