import type { Language } from '../data/language.ts';
import { alertTexts } from './alert-texts.ts';
import { centreTexts } from './centre-texts.ts';
import { everyInChinese, everyInEnglish } from './cadence.ts';
import { planTexts } from './plan-texts.ts';
import { roomTexts } from './room-texts.ts';
import { ruleTexts } from './rule-texts.ts';
import type { TextTable } from './text-table.ts';

/** Words of the frame, the fleet and the page of a server. */
const pageTexts = {
  pages: { en: 'Pages', zh: '页面' },
  servers: { en: 'Servers', zh: '服务器' },
  server: { en: 'Server', zh: '服务器' },
  alerts: { en: 'Alerts', zh: '告警' },
  skipToContent: { en: 'Skip to the content', zh: '跳到正文' },
  noSuchPage: { en: 'There is no such page.', zh: '没有这个页面。' },
  backToServers: { en: 'Back to the servers', zh: '返回服务器列表' },
  loading: { en: 'Loading …', zh: '正在加载……' },
  close: { en: 'Close', zh: '关闭' },
  cancel: { en: 'Cancel', zh: '取消' },
  save: { en: 'Save', zh: '保存' },
  done: { en: 'Done', zh: '完成' },
  unknown: { en: 'unknown', zh: '未知' },
  never: { en: 'never', zh: '从未' },
  noData: { en: 'no data', zh: '无数据' },
  themeIs: {
    en: { auto: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' },
    zh: { auto: '配色：跟随系统', light: '配色：浅色', dark: '配色：深色' },
  },

  cannotReach: { en: 'Peakwatch cannot be reached.', zh: '无法连接 Peakwatch。' },
  refused: { en: 'That did not work:', zh: '操作未成功：' },
  withoutWords: {
    en: (status: number) => `the answer was HTTP ${status}.`,
    zh: (status: number) => `返回了 HTTP ${status}。`,
  },
  numbersFrom: {
    en: (time: string) => `What you see is from ${time}; it is asked again by itself.`,
    zh: (time: string) => `当前显示的是 ${time} 的数据，页面会自动重试。`,
  },

  search: { en: 'Search servers', zh: '搜索服务器' },
  searchHint: { en: 'Search name, tag, crawler …', zh: '搜索名称、标签、爬虫……' },
  nothingFound: { en: 'No server matches the search.', zh: '没有符合搜索的服务器。' },
  statusWord: { en: 'Status', zh: '状态' },
  status: {
    en: { up: 'up', unreachable: 'unreachable', pending: 'not asked yet', disabled: 'disabled' },
    zh: { up: '正常', unreachable: '无法连接', pending: '尚未采集', disabled: '已停用' },
  },
  resource: { en: { cpu: 'CPU', memory: 'Memory' }, zh: { cpu: 'CPU', memory: '内存' } },
  crawlers: { en: 'Crawlers', zh: '爬虫' },
  noCrawlers: { en: 'none running', zh: '没有运行' },
  newestData: { en: 'Newest data', zh: '最新数据' },
  stillOpen: { en: 'window still open', zh: '窗口尚未结束' },
  highestSecond: { en: 'Highest second of the last window', zh: '最近一个窗口内的最高一秒' },
  simulated: { en: 'simulated', zh: '模拟数据' },
  actions: { en: 'Actions', zh: '操作' },
  actionsOf: { en: (name: string) => `Actions for ${name}`, zh: (name: string) => `${name} 的操作` },
  askNow: { en: 'Ask its agent now', zh: '立即采集' },
  edit: { en: 'Edit …', zh: '编辑……' },
  enable: { en: 'Enable', zh: '启用' },
  disable: { en: 'Disable', zh: '停用' },
  delete: { en: 'Delete', zh: '删除' },
  deleteTitle: { en: (name: string) => `Delete ${name}?`, zh: (name: string) => `删除 ${name}？` },
  deleteWarning: {
    en: 'The server and its whole record are deleted from Peakwatch. Its agent is not touched. This cannot be undone.',
    zh: '该服务器及其全部记录将从 Peakwatch 中删除，服务器上的代理不受影响。此操作无法撤销。',
  },
  emptyTitle: { en: 'No server yet', zh: '还没有服务器' },
  emptySteps: {
    en: [
      'Start the Peakwatch agent on a Linux server. It listens on port 9464.',
      'Let the machine that runs Peakwatch reach that port.',
      'Add the server here by its address. Its first data show within seconds.',
    ],
    zh: [
      '在一台 Linux 服务器上启动 Peakwatch 代理，它监听 9464 端口。',
      '确保运行 Peakwatch 的机器能够访问该端口。',
      '在这里按地址添加服务器，几秒内即可看到首批数据。',
    ],
  },

  addServer: { en: 'Add a server', zh: '添加服务器' },
  editServer: { en: (name: string) => `Edit ${name}`, zh: (name: string) => `编辑 ${name}` },
  name: { en: 'Name', zh: '名称' },
  address: { en: 'Address', zh: '地址' },
  addressHint: { en: 'Where its agent listens: host:port or a URL.', zh: '代理的监听地址：主机:端口 或 URL。' },
  description: { en: 'Description', zh: '说明' },
  tags: { en: 'Tags', zh: '标签' },
  tagsHint: { en: 'Separated by commas.', zh: '用逗号分隔。' },
  price: { en: 'Price', zh: '价格' },
  monthlyPrice: { en: 'Price a month', zh: '月费' },
  priceHint: { en: 'For the plan: what giving it back would save.', zh: '用于规划：退还它能省多少。' },
  currency: { en: 'Currency', zh: '货币' },
  renewsOn: { en: 'Renews on', zh: '续费日期' },
  pinned: { en: 'It has to stay, whatever it would save', zh: '必须保留，无论能省多少' },
  cadence: { en: 'Asked', zh: '采集频率' },
  cadenceHint: {
    en: 'How fresh the data are here. The agent always samples every second.',
    zh: '只决定数据的新鲜程度；代理始终每秒采样一次。',
  },
  every: { en: everyInEnglish, zh: everyInChinese },
  trying: { en: 'Trying the agent …', zh: '正在连接代理……' },
  agentReached: {
    en: (took: string) => `Saved. The agent answered in ${took}.`,
    zh: (took: string) => `已保存。代理在 ${took} 内应答。`,
  },
  agentNotReached: {
    en: (took: string) => `Saved, but the agent did not answer (tried for ${took}).`,
    zh: (took: string) => `已保存，但代理没有应答（尝试了 ${took}）。`,
  },
  agentHint: {
    en: 'It is asked again at every round. Check that the agent runs and that its port is open for this machine.',
    zh: '之后每一轮都会重试。请检查代理是否在运行，端口是否对本机开放。',
  },
  changeAddress: { en: 'Change the address', zh: '修改地址' },

  agentSilent: { en: 'The agent does not answer.', zh: '代理没有应答。' },
  hostName: { en: 'Host name', zh: '主机名' },
  system: { en: 'System', zh: '系统' },
  processor: { en: 'Processor', zh: '处理器' },
  cores: { en: 'Cores', zh: '核心数' },
  upFor: { en: 'Up for', zh: '已运行' },
  agent: { en: 'Agent', zh: '代理版本' },
  roundTrip: { en: 'Round trip', zh: '往返时间' },
  clockOff: { en: 'Clock ahead by', zh: '时钟超前' },
  lastContact: { en: 'Last contact', zh: '上次应答' },

  history: { en: 'History', zh: '历史' },
  rangeLabel: { en: 'Range of time', zh: '时间范围' },
  range: {
    en: { '1h': '1 h', '6h': '6 h', '24h': '24 h', '7d': '7 d', '30d': '30 d', '1y': '1 y' },
    zh: { '1h': '1 小时', '6h': '6 小时', '24h': '24 小时', '7d': '7 天', '30d': '30 天', '1y': '1 年' },
  },
  emptyRange: {
    en: 'No data in this range. A new server shows its first data within seconds of being asked.',
    zh: '此时间范围内没有数据。新服务器在首次采集后几秒内即可显示数据。',
  },
  mean: { en: 'mean', zh: '平均' },
  peak: { en: 'peak', zh: '峰值' },
  lowest: { en: 'lowest', zh: '最低' },
  since: { en: (from: string) => `since ${from}, still open`, zh: (from: string) => `自 ${from}，尚未结束` },
  newestWindow: {
    en: (from: string, to: string) => `newest: ${from} – ${to}`,
    zh: (from: string, to: string) => `最新：${from} – ${to}`,
  },
  bandChart: {
    en: (resource: string) => `${resource} over time: the mean inside the band from the lowest to the highest second.`,
    zh: (resource: string) => `${resource} 随时间变化：平均值位于最低一秒到最高一秒的区间内。`,
  },
  countChart: { en: 'Crawlers running over time, a line for each group.', zh: '各组爬虫数量随时间变化。' },
  chartKeys: {
    en: 'Arrow keys move the cursor, Enter shows what ran at the peak.',
    zh: '方向键移动光标，回车键查看峰值时运行的进程。',
  },
  chartNote: {
    en: 'Line: mean of a window. Band: its lowest to its highest second. Click a spike to see what ran.',
    zh: '线：窗口平均值。色带：该窗口最低到最高的一秒。点击尖峰可查看当时运行的进程。',
  },
  chartNoteOpen: {
    en: 'Line: mean of a window. Band: its lowest to its highest second. Ring: the window still open. Click a spike to see what ran.',
    zh: '线：窗口平均值。色带：该窗口最低到最高的一秒。圆圈：尚未结束的窗口。点击尖峰可查看当时运行的进程。',
  },

  highestSeconds: { en: 'Highest seconds', zh: '最高的几秒' },
  resourceLabel: { en: 'Resource', zh: '资源' },
  noPeaksYet: { en: 'No closed window in this range yet.', zh: '此范围内还没有已结束的窗口。' },
  pickAPeak: {
    en: 'Choose a second from the list, or click a spike in the charts, to see what ran.',
    zh: '从列表中选择一秒，或点击图中的尖峰，查看当时运行的进程。',
  },
  whatRan: { en: 'What ran at that second', zh: '那一秒在运行什么' },
  groupsThen: { en: 'Crawlers at that second', zh: '那一秒的爬虫' },
  noGroupsThen: { en: 'No crawler ran.', zh: '没有爬虫在运行。' },
  processesThen: { en: 'Processes that took most', zh: '占用最多的进程' },
  noProcessesThen: { en: 'The list of processes is not known for this second.', zh: '这一秒没有进程列表。' },
  group: { en: 'Group', zh: '组' },
  count: { en: 'Count', zh: '数量' },
  process: { en: 'Process', zh: '进程' },

  filesystems: { en: 'Filesystems', zh: '文件系统' },

  capacity: { en: 'What one more crawler costs', zh: '每增加一个爬虫的成本' },
  capacityNoGroups: {
    en: 'No crawler group has been seen on this server yet, so there is nothing to reckon with.',
    zh: '这台服务器上还没有出现过爬虫组，无从估算。',
  },
  capacityBasis: {
    en: (points: string, span: string, leftOut: string) =>
      `${points} points over ${span}${leftOut && `; left out: ${leftOut}`}.`,
    zh: (points: string, span: string, leftOut: string) =>
      `${span}内共 ${points} 个数据点${leftOut && `；剔除：${leftOut}`}。`,
  },
  leftOut: {
    en: {
      saturated: 'with the server full',
      outliers: 'while something unusual ran',
      changing: 'while the count changed',
      gaps: 'with gaps',
    },
    zh: { saturated: '服务器满载', outliers: '有异常负载', changing: '数量变化中', gaps: '数据缺失' },
  },
  method: {
    en: {
      time_of_day: 'The daily rhythm of the server is taken out.',
      constant_base: 'Too few days to take the daily rhythm out.',
      none: 'Nothing was fitted.',
    },
    zh: {
      time_of_day: '已扣除服务器的日常作息。',
      constant_base: '天数太少，无法扣除日常作息。',
      none: '未进行拟合。',
    },
  },
  countsSeen: {
    en: (min: string, max: string, mean: string) => `${min} to ${max} at a time, ${mean} on average`,
    zh: (min: string, max: string, mean: string) => `同时运行 ${min} 至 ${max} 个，平均 ${mean} 个`,
  },
  provisional: { en: 'provisional', zh: '暂定' },
  directCost: { en: 'Own use of one of them:', zh: '单个自身占用：' },
  directCostHelp: {
    en: '– a different question: only its processes, not what else grows with them.',
    zh: '——这是另一个问题：只含其自身进程，不含随之增长的其他占用。',
  },
  scatterLabel: {
    en: (resource: string) => `Crawlers against ${resource}.`,
    zh: (resource: string) => `爬虫数量与 ${resource} 的关系。`,
  },
  crawlersRunning: { en: 'crawlers running', zh: '运行中的爬虫数' },
  censoredNote: {
    en: '×: left out of the line: the server was full, or something unusual ran.',
    zh: '×：未计入拟合线：服务器已满载，或有异常负载。',
  },
} as const satisfies TextTable;

/** Every word of the page in both languages. What comes from servers and from the API is not in here. */
const texts = { ...pageTexts, ...alertTexts, ...ruleTexts, ...centreTexts, ...roomTexts, ...planTexts } as const;

type Entries = typeof texts;
/** Literal texts are just text, so that both languages have one type and a missing word does not compile. */
type Widened<T> = T extends string
  ? string
  : T extends (...args: never[]) => unknown
    ? T
    : { readonly [K in keyof T]: Widened<T[K]> };
export type Texts = { readonly [K in keyof Entries]: Widened<Entries[K]['en']> };

/** The page's words in one language. */
export function textsOf(language: Language): Texts {
  const entries = Object.entries(texts as TextTable);
  return Object.fromEntries(entries.map(([key, entry]) => [key, entry[language]])) as Texts;
}
