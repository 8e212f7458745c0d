import type { TextTable } from './text-table.ts';

/** Words of the plan's page. */
export const planTexts = {
  plan: { en: 'Plan', zh: '规划' },
  planAnew: { en: 'Plan anew', zh: '重新规划' },
  planning: { en: 'Planning …', zh: '正在规划……' },
  planSlow: {
    en: 'This takes longer than usual. The page shows the new plan when it is there.',
    zh: '耗时比平常长。新规划完成后会自动显示。',
  },
  planMade: {
    en: (when: string, servers: string, span: string) => `Made ${when} for ${servers} servers, from ${span} of data.`,
    zh: (when: string, servers: string, span: string) => `${when}根据 ${span}的数据为 ${servers} 台服务器制定。`,
  },
  savesMonthly: { en: 'Saves a month', zh: '每月节省' },
  unpriced: {
    en: (n: number) => `and ${n} without a known price`,
    zh: (n: number) => `另有 ${n} 台价格未知`,
  },
  beforeAfter: { en: 'Before and after', zh: '之前与之后' },
  beforeWord: { en: 'Now', zh: '现在' },
  afterWord: { en: 'Then', zh: '之后' },
  serversCount: { en: (n: number) => `${n} servers`, zh: (n: number) => `${n} 台服务器` },
  flowLabel: {
    en: 'Where the crawlers of the servers that go would run.',
    zh: '被退还服务器上的爬虫将运行在哪里。',
  },
  giveBack: { en: 'Servers to give back', zh: '可退还的服务器' },
  noPrice: { en: 'price not known', zh: '价格未知' },
  aMonth: { en: (amount: string) => `${amount} a month`, zh: (amount: string) => `每月 ${amount}` },
  moves: { en: 'Moves', zh: '迁移' },
  moveLine: {
    en: (count: string, group: string) => `${count} × ${group}`,
    zh: (count: string, group: string) => `${count} × ${group}`,
  },
  fullestWord: { en: 'Fullest moment', zh: '最满的时刻' },
  fullestAt: {
    en: (server: string, ratio: string, resource: string) => `${server} at ${ratio} of its ${resource} limit`,
    zh: (server: string, ratio: string, resource: string) => `${server} 达到其 ${resource} 上限的 ${ratio}`,
  },
  renewed: {
    en: (day: string, left: string) => `Renewed on ${day}, in ${left}: act before.`,
    zh: (day: string, left: string) => `${day} 续费，还有 ${left}：请在此之前处理。`,
  },
  renewedSoon: {
    en: (day: string) => `Renewed on ${day}: act now.`,
    zh: (day: string) => `${day} 续费：请立即处理。`,
  },
  targets: { en: 'Servers that take their crawlers', zh: '接收爬虫的服务器' },
  takes: { en: (n: string) => `takes ${n}`, zh: (n: string) => `接收 ${n} 个` },
  fullestOfLimit: {
    en: (ratio: string, resource: string, when: string) => `${ratio} of its ${resource} limit at its fullest, ${when}`,
    zh: (ratio: string, resource: string, when: string) => `最满时达到 ${resource} 上限的 ${ratio}，${when}`,
  },
  staying: { en: 'Servers that stay', zh: '保留的服务器' },
  stayReason: {
    en: {
      pinned: 'Pinned by you',
      not_measured: 'Not measured',
      no_crawlers: 'No crawler runs there',
      mostly_other_load: 'There for something else',
      no_other_server: 'No other server is left',
      cost_unknown: 'What a crawler costs elsewhere is not known',
      filesystems_full: 'Filesystems elsewhere are full',
      no_room: 'No room elsewhere',
    },
    zh: {
      pinned: '由您固定',
      not_measured: '未测量',
      no_crawlers: '没有爬虫运行',
      mostly_other_load: '另有用途',
      no_other_server: '没有其他服务器',
      cost_unknown: '爬虫在别处的成本未知',
      filesystems_full: '其他服务器的文件系统已满',
      no_room: '别处没有余量',
    },
  },
  gaps: { en: 'Gaps in the data', zh: '数据缺口' },
  planSettings: { en: 'Settings', zh: '设置' },
  planSettingsHint: { en: 'Saving makes a new plan.', zh: '保存后会重新规划。' },
  rates: { en: 'What currencies are worth', zh: '货币价值' },
  ratesHint: {
    en: 'In any common unit. Says only which saving is preferred; no amount is converted.',
    zh: '以任意共同单位表示，只用于比较哪种节省更优，不换算任何金额。',
  },
  savePlan: { en: 'Save and plan', zh: '保存并规划' },
  noPlanYet: { en: 'There is no plan yet', zh: '还没有规划' },
  planNeeds: {
    en: 'A plan is made once a day. It gets better the more of this is there:',
    zh: '每天制定一次规划。以下条件越完备，规划越好：',
  },
  needServers: {
    en: (n: string) => `At least two servers: ${n} registered.`,
    zh: (n: string) => `至少两台服务器：已登记 ${n} 台。`,
  },
  needFits: {
    en: (n: string, all: string) =>
      `Costs of their crawlers: worked out on ${n} of ${all}; four days of data are needed.`,
    zh: (n: string, all: string) => `爬虫成本：${all} 台中已算出 ${n} 台；需要四天的数据。`,
  },
  needPrices: {
    en: (n: string, all: string) => `Prices: known of ${n} of ${all}. Set them in the form of each server.`,
    zh: (n: string, all: string) => `价格：${all} 台中已知 ${n} 台。请在各服务器的表单中填写。`,
  },
  have: { en: 'there', zh: '已具备' },
  lacking: { en: 'missing', zh: '缺少' },
  planPromise: {
    en: 'Checked on the past, ten minutes by ten minutes. Crawlers that grow are not foreseen.',
    zh: '已对过去的数据逐个十分钟核对；无法预见爬虫今后的增长。',
  },
} as const satisfies TextTable;
