import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';

jest.setTimeout(60_000);

/** Costs need days of data, so these pages are tried on made-up days and the real arithmetic. */
let server: ChildProcess;
let browser: Browser;
let page: Page;
let url: string;
let folder: string;
const problems: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peakwatch-page-'));
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', 'dashboard', '--outDir', folder, '--logLevel', 'error']);
  if (built.status !== 0) throw new Error(built.stderr.toString());
  [server, url] = await startMadeUp(folder);
  browser = await launchChromium();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en' });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
});
afterAll(async () => {
  await browser.close();
  server.kill();
  await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });
});

/** The page in `dist` with made-up servers behind it, and its address. */
async function startMadeUp(dist: string): Promise<[ChildProcess, string]> {
  const args = ['--import', 'tsx', 'dashboard/dev/main.ts', '0', 'fleet', dist];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const found = /http:\S+/.exec(said)?.[0];
    if (found !== undefined) return [child, found];
  }
  throw new Error(`the made-up servers did not start: ${said}`);
}

test('crawlers are added in the page alone until they do not fit', async () => {
  await page.goto(`${url}#/servers/fake7`);
  await page.locator('.verdict-fits').waitFor();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/headroom|fits/.test(request.url())) asked.push(request.url());
  });
  await page.getByLabel('How many scrapy:prices would run').focus();
  await page.keyboard.press('End');
  await page.locator('.verdict-does_not_fit').waitFor();
  await page.getByRole('button', { name: 'As it is now' }).click();
  await page.locator('.verdict-fits').waitFor();
  expect(asked).toEqual([]);
});

test('a lower limit leaves less room, and is remembered', async () => {
  const more = async () => Number.parseInt(await page.locator('.room-words b').nth(1).innerText());
  const before = await more();
  await page.locator('.limit-sliders input').first().fill('50');
  expect(await more()).toBeLessThan(before);
  await page.reload();
  await page.getByText('CPU up to 50%').waitFor();
  await page.getByRole('button', { name: 'Back to the usual limits' }).click();
});

test('the cost of a crawler is shown day by day, with what changed', async () => {
  await page.goto(`${url}#/servers/fake6`);
  await page.locator('.drift-line').first().waitFor();
  await page.locator('.drift-change').filter({ hasText: 'deploy 1.3' }).waitFor();
  await page.getByText('grows by 3.1 MiB an hour').waitFor();
});

test('the capacity of the fleet follows the limits', async () => {
  await page.goto(`${url}#/capacity`);
  const sum = page.locator('.group-more').first();
  const before = await sum.innerText();
  await page.locator('.limit-sliders input').first().fill('60');
  await page.waitForFunction(
    ([selector = '', old]) => {
      const { document } = globalThis as unknown as {
        document: { querySelector(selector: string): { textContent: string } | null };
      };
      return document.querySelector(selector)?.textContent !== old;
    },
    ['.group-more', before],
  );
  expect(Number.parseInt(await sum.innerText())).toBeLessThan(Number.parseInt(before));
  await page.getByRole('button', { name: 'Back to the usual limits' }).click();
});

test('a plan names servers, is made anew, and follows its settings', async () => {
  await page.goto(`${url}#/plan`);
  await page.locator('.release').first().waitFor();
  await page.getByRole('button', { name: 'Plan anew' }).click();
  await page.getByRole('button', { name: 'Planning …' }).waitFor();
  await page.getByRole('button', { name: 'Plan anew' }).waitFor();
  await page.getByText('Saving makes a new plan.').click();
  await page.locator('.plan-form input[type=range]').first().fill('10');
  await page.getByRole('button', { name: 'Save and plan' }).click();
  await page.locator('.release').first().waitFor({ state: 'detached' });
  expect(await page.locator('.plan-sentence').innerText()).toBe('No server can be given back.');
});

test('the fleet says how many more fit', async () => {
  await page.goto(url);
  await page.locator('.tightest').first().waitFor();
});

test('speaks Chinese to who prefers it', async () => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const chinese = await context.newPage();
  await chinese.goto(`${url}#/capacity`);
  await chinese.getByText('按余量排列的服务器').waitFor();
  await context.close();
});

test('shows no error in the console', () => {
  expect(problems).toEqual([]);
});
