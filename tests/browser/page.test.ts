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

test('a rule is made from a template, tried on the record, saved and deleted', async () => {
  await page.goto(new URL('#/rules', system.page).href);
  await page.getByRole('link', { name: 'New rule' }).click();
  await page.getByRole('link', { name: 'Too many crawlers' }).click();
  await page.getByRole('button', { name: 'Try it on the record' }).click();
  await page.getByText('It would not have fired').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  const toggle = page.getByRole('switch', { name: 'Too many crawlers' });
  await toggle.click();
  await page.locator('[role=switch][aria-checked=false][aria-label^="Too many crawlers"]').waitFor();
  await page.getByRole('button', { name: 'Delete the rule Too many crawlers?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await toggle.waitFor({ state: 'detached' });
});

test('a silence is in force once it is saved, and over once it is ended', async () => {
  await page.goto(new URL('#/silences/new', system.page).href);
  await page.getByLabel('Comment').fill('moving the rack');
  await page.getByLabel('Your name').fill('Ana');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'End now: moving the rack' }).click();
  await page.locator('.silence-ended').waitFor();
  await page.getByRole('link', { name: 'New silence' }).click();
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ana');
});

test('an alert about a mount is opened, with its chart, and acknowledged', async () => {
  const rule = { kind: 'threshold', name: 'Disk in use', enabled: true, severity: 'warning', statistic: 'mean' };
  const limits = { metric: 'filesystem_used_ratio', threshold: 0, clearThreshold: 0, forMs: 0 };
  await system.api('/api/rules/disk-in-use', { method: 'PUT', body: { ...rule, ...limits } });
  await page.goto(new URL('#/alerts?rule=disk-in-use', system.page).href);
  await page.getByRole('link', { name: 'Disk in use' }).first().click({ timeout: 100_000 });
  await page.locator('canvas').first().waitFor();
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByRole('dialog').getByLabel('Your name').fill('Ana');
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByText('acknowledged by Ana').waitFor();
  await system.api('/api/rules/disk-in-use', { method: 'DELETE' });
});

test('a moment is noted on the page of a server, and taken back', async () => {
  await page.goto(system.page);
  await page.getByText(hostname(), { exact: true }).first().click();
  await page.getByText('Noted moments').click();
  await page.getByLabel('What happened').fill('deploy 1.4');
  await page.getByRole('button', { name: 'Note a moment' }).click();
  await page.getByRole('button', { name: 'Delete the note “deploy 1.4”?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('None in this range.').waitFor();
  await page.getByText('Not worked out yet.').waitFor();
});

test('a plan is made when it is asked for', async () => {
  await page.goto(new URL('#/plan', system.page).href);
  await page.getByText('There is no plan yet').waitFor();
  await page.getByRole('button', { name: 'Plan anew' }).click();
  await page.locator('.plan-sentence').waitFor({ timeout: 60_000 });
});

test.each(['alerts', 'capacity', 'plan', 'receivers', 'status'])(
  'the page of %s shows what the API says',
  async (name) => {
    await page.goto(new URL(`#/${name}`, system.page).href);
    await page.locator('main .card').first().waitFor();
    expect(await page.locator('.problem').count()).toBe(0);
  },
);

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
