import { hostname } from 'node:os';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { startSystem, type System } from '../support/system.ts';

jest.setTimeout(120_000);

let system: System;
let browser: Browser;
let page: Page;
const problems: string[] = [];
beforeAll(async () => {
  browser = await launchChromium();
  system = await startSystem();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en' });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
});
afterAll(async () => {
  await browser.close();
  await system.close();
});

test('the fleet shows the name of this machine', async () => {
  await page.goto(system.page);
  await page.getByText(hostname(), { exact: true }).first().waitFor();
  expect(await page.title()).toContain('Peakwatch');
});

test('the page of a server shows a chart that is drawn', async () => {
  await page.getByText(hostname(), { exact: true }).first().click();
  const canvas = page.locator('canvas').first();
  await canvas.waitFor();
  const inked = await canvas.evaluate((element) => {
    const { width, height } = element as unknown as { width: number; height: number };
    const context = (
      element as unknown as {
        getContext(kind: '2d'): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
        };
      }
    ).getContext('2d');
    return context
      .getImageData(0, 0, width, height)
      .data.filter((_, i) => i % 4 === 3)
      .some((alpha) => alpha > 0);
  });
  expect(inked).toBe(true);
});

test('speaks Chinese to who prefers it', async () => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const chinese = await context.newPage();
  await chinese.goto(system.page);
  await chinese.getByText(hostname(), { exact: true }).first().waitFor();
  expect(await chinese.locator('html').getAttribute('lang')).toMatch(/^zh/);
  await context.close();
});

test('shows no error in the console', () => {
  expect(problems).toEqual([]);
});
