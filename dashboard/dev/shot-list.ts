import type { Page } from 'playwright-core';

/** A picture of the page. */
export interface Shot {
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
const openAlert = (name: string) => async (page: Page) => {
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.locator('canvas').first().waitFor();
};
const tryRule = (words: string) => async (page: Page) => {
  await page.getByRole('button', { name: words }).click();
  await page.locator('.preview').waitFor();
};
const openForm = async (page: Page, fields: Record<string, string>) => {
  await page.getByRole('button', { name: 'Add a server' }).click();
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Save' }).click();
};

const moveSlider = async (page: Page) => {
  await page.locator('.count-slider .step').nth(1).click();
  await page.locator('.drift').waitFor();
};
const addNote = async (page: Page) => {
  await page.locator('.notes summary').click();
  await page.locator('.note-form input').first().fill('deploy 1.5');
  await page.locator('.note-form button[type=submit]').click();
  await page.locator('.notes li').nth(1).waitFor();
};
const openSettings = (page: Page) => page.locator('.plan-form summary').click();

export const shots: readonly Shot[] = [
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
  { name: 'room-light', path: '#/servers/fake0', act: moveSlider },
  { name: 'room-dark', path: '#/servers/fake6', dark: true, act: moveSlider },
  { name: 'room-phone', path: '#/servers/fake0', phone: true, act: moveSlider },
  { name: 'room-chinese', path: '#/servers/fake7', chinese: true, act: moveSlider },
  { name: 'room-note', path: '#/servers/fake0', phone: true, dark: true, screens: 3, act: addNote },
  { name: 'capacity-light', path: '#/capacity' },
  { name: 'capacity-dark', path: '#/capacity', dark: true },
  { name: 'capacity-phone', path: '#/capacity', phone: true },
  { name: 'capacity-chinese', path: '#/capacity', chinese: true },
  { name: 'capacity-empty', path: '#/capacity', empty: true },
  { name: 'plan-light', path: '#/plan', act: openSettings },
  { name: 'plan-dark', path: '#/plan', dark: true },
  { name: 'plan-phone', path: '#/plan', phone: true },
  { name: 'plan-chinese', path: '#/plan', chinese: true, phone: true, dark: true },
  { name: 'plan-empty', path: '#/plan', empty: true },
  { name: 'alerts-light', path: '#/alerts' },
  { name: 'alerts-phone-dark', path: '#/alerts', phone: true, dark: true, screens: 2 },
  { name: 'alerts-chinese', path: '#/alerts?phase=firing', chinese: true },
  {
    name: 'alerts-acknowledge',
    path: '#/alerts?severity=critical&within=custom',
    act: (page) => page.getByRole('button', { name: 'Acknowledge' }).first().click(),
  },
  { name: 'alert-light', path: '#/alerts', act: openAlert('CPU busy') },
  { name: 'alert-dark', path: '#/alerts', dark: true, act: openAlert('爬虫缺失') },
  { name: 'alert-chinese', path: '#/alerts', chinese: true, act: openAlert('Filesystem full within a day') },
  { name: 'alert-over', path: '#/alerts?rule=crawler-memory', act: openAlert('One crawler over its memory') },
  { name: 'alert-phone', path: '#/alerts', phone: true, screens: 3, act: openAlert('CPU busy') },
  { name: 'rules-light', path: '#/rules' },
  { name: 'rules-phone', path: '#/rules', phone: true, screens: 2 },
  { name: 'rules-chinese-dark', path: '#/rules', chinese: true, dark: true },
  { name: 'rule-new', path: '#/rules/new?template=crawlerMemory', act: tryRule('Try it on the record') },
  { name: 'rule-chinese', path: '#/rules/crawlers-missing', chinese: true, act: tryRule('用历史数据试算') },
  {
    name: 'rule-errors',
    path: '#/rules/new',
    dark: true,
    act: async (page) => {
      await page.getByLabel('Threshold', { exact: true }).fill('');
      await page.getByLabel('Recipients', { exact: true }).fill('nobody');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('.field-error').first().waitFor();
    },
  },
  { name: 'rule-phone', path: '#/rules/crawlers-missing', phone: true, screens: 4 },
  { name: 'silences-light', path: '#/silences' },
  { name: 'silences-phone-chinese', path: '#/silences', phone: true, chinese: true, dark: true },
  { name: 'silence-new', path: '#/silences/new?server=fake0&rule=cpu-busy' },
  { name: 'silence-weekly', path: '#/silences/nightly', dark: true },
  { name: 'silence-phone', path: '#/silences/nightly', phone: true, screens: 2, chinese: true },
  {
    name: 'receivers-light',
    path: '#/receivers',
    act: async (page) => {
      await page.getByRole('textbox', { name: 'Mail address' }).fill('ops@example.com');
      for (const whom of ['ops@example.com', '#pager']) {
        await page.getByRole('button', { name: `Send a test to ${whom}` }).click();
      }
      await page.locator('.message-failed').waitFor();
    },
  },
  {
    name: 'receivers-phone',
    path: '#/receivers',
    phone: true,
    dark: true,
    chinese: true,
  },
  {
    name: 'receiver-new',
    path: '#/receivers',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a receiver' }).click();
      await page.getByLabel('Kind').selectOption('dingtalk');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('.field-error').first().waitFor();
    },
  },
  { name: 'status-light', path: '#/status' },
  { name: 'status-phone', path: '#/status', phone: true, dark: true, chinese: true, screens: 2 },
];
