import type { TextTable } from './text-table.ts';

/** Words about how many more crawlers fit: on the page of a server, and of the whole fleet. */
export const roomTexts = {
  headroom: { en: 'How many more fit', zh: '还能增加多少' },
  headroomNotYet: {
    en: 'Not worked out yet. It is done once a day, and needs four days of data.',
    zh: '尚未计算。每天计算一次，需要四天的数据。',
  },
  headroomFrom: {
    en: (when: string, span: string) => `Worked out ${when} from ${span} of peaks.`,
    zh: (when: string, span: string) => `${when}根据 ${span}的峰值计算。`,
  },
  limitsWord: { en: 'Limits', zh: '上限' },
  limitOf: {
    en: { cpu: 'CPU up to', memory: 'Memory up to', filesystem: 'Filesystem up to' },
    zh: { cpu: 'CPU 上限', memory: '内存上限', filesystem: '文件系统上限' },
  },
  limitsReset: { en: 'Back to the usual limits', zh: '恢复默认上限' },
  groundWord: { en: 'Counted from', zh: '计算起点' },
  ground: {
    en: { highest: 'the highest peak', usual: 'the usual peak' },
    zh: { highest: '最高峰值', usual: '通常峰值' },
  },
  groundHelp: {
    en: 'The usual peak is exceeded in one of twenty spans of the busiest hour: for who does not fear single seconds of full CPU.',
    zh: '最忙时段中，每二十段有一段会超过通常峰值：适合不担心个别几秒满载的情形。',
  },
  roomRuns: { en: 'run', zh: '正在运行' },
  roomMore: { en: 'more for sure', zh: '确定可增加' },
  roomLikely: { en: 'likely', zh: '很可能' },
  roomAtMost: { en: 'at most', zh: '至多' },
  bindsFirst: { en: (what: string) => `${what} binds first`, zh: (what: string) => `${what}最先用满` },
  binds: {
    en: { cpu: 'CPU', memory: 'memory', filesystem: 'a filesystem' },
    zh: { cpu: 'CPU', memory: '内存', filesystem: '文件系统' },
  },
  fromLikeServers: { en: 'from like servers', zh: '来自同类服务器' },
  showAll: { en: (n: string) => `Show all ${n}`, zh: (n: string) => `显示全部 ${n} 项` },
  showFewer: { en: 'Show fewer', zh: '收起' },
  downloadCsv: { en: 'Download as CSV', zh: '下载 CSV' },

  whatIf: { en: 'What if …', zh: '假如……' },
  whatIfHelp: {
    en: 'Move the counts and see where the peaks would stand.',
    zh: '调整数量，查看峰值会到哪里。',
  },
  whatIfCount: {
    en: (group: string) => `How many ${group} would run`,
    zh: (group: string) => `${group} 的运行数量`,
  },
  fromTo: { en: (from: string, to: string) => `${from} → ${to}`, zh: (from: string, to: string) => `${from} → ${to}` },
  fewer: { en: 'One fewer', zh: '减少一个' },
  oneMore: { en: 'One more', zh: '增加一个' },
  asNow: { en: 'As it is now', zh: '恢复现状' },
  verdict: {
    en: { fits: 'fits', may_not_fit: 'may not fit', does_not_fit: 'does not fit', unknown: 'unknown' },
    zh: { fits: '可以容纳', may_not_fit: '可能容纳不下', does_not_fit: '容纳不下', unknown: '未知' },
  },
  peakWithin: {
    en: (value: string, low: string, high: string, limit: string) => `${value} (${low} – ${high}), limit ${limit}`,
    zh: (value: string, low: string, high: string, limit: string) => `${value}（${low} – ${high}），上限 ${limit}`,
  },
  costUnknownOf: {
    en: (group: string) => `what one ${group} takes is not known`,
    zh: (group: string) => `尚不知道一个 ${group} 需要多少`,
  },

  costHistory: { en: 'Cost over time', zh: '成本变化' },
  costHistoryHelp: {
    en: 'What one crawler took, as it was worked out each day, in its 95 % interval.',
    zh: '每天计算得出的单个爬虫成本，带 95% 区间。',
  },
  costStatisticWord: { en: 'Which cost', zh: '成本类型' },
  costStatistic: { en: { means: 'on average', peaks: 'at its peak' }, zh: { means: '平均', peaks: '峰值' } },
  historyTooShort: {
    en: 'Too few days with a known cost yet.',
    zh: '已知成本的天数还太少。',
  },
  historySaid: {
    en: (first: string, was: string, last: string, is: string) => `${first}: ${was}. ${last}: ${is}.`,
    zh: (first: string, was: string, last: string, is: string) => `${first}：${was}；${last}：${is}。`,
  },
  changes: { en: 'What changed', zh: '变化' },
  changeIs: {
    en: { changed: 'changed', same: 'no change', unknown: 'unknown' },
    zh: { changed: '有变化', same: '无变化', unknown: '未知' },
  },
  noChanges: { en: 'No change was found.', zh: '未发现变化。' },
  leaks: { en: 'Growth with age', zh: '随运行时间增长' },
  leakIs: {
    en: { grows: 'grows', steady: 'steady', unknown: 'unknown' },
    zh: { grows: '增长', steady: '稳定', unknown: '未知' },
  },

  notes: { en: 'Noted moments', zh: '标注' },
  noteWord: { en: 'What happened', zh: '发生了什么' },
  noteHint: { en: 'For example: deploy 1.4', zh: '例如：部署 1.4' },
  noteAt: { en: 'When', zh: '时间' },
  noteAdd: { en: 'Note a moment', zh: '添加标注' },
  noteWhere: { en: 'For', zh: '范围' },
  noteThis: { en: 'this server', zh: '此服务器' },
  noteAll: { en: 'all servers', zh: '所有服务器' },
  noteSome: { en: 'some servers', zh: '部分服务器' },
  noteDelete: { en: (text: string) => `Delete the note “${text}”?`, zh: (text: string) => `删除标注“${text}”？` },
  noteDeleteWarning: {
    en: 'It goes from the charts of all servers that it is about.',
    zh: '将从其涉及的所有服务器图表中移除。',
  },
  chartNoteNotes: { en: 'Vertical line: a noted moment.', zh: '竖线：标注的时刻。' },
  noNotes: { en: 'None in this range.', zh: '此范围内没有标注。' },

  fleetRoom: { en: 'Capacity', zh: '容量' },
  roomColumn: { en: 'More fit', zh: '可增加' },
  roomOnServers: { en: 'On which servers', zh: '在哪些服务器上' },
  compared: { en: 'The same crawler on different servers', zh: '同一爬虫在不同服务器上的成本' },
  comparedHelp: {
    en: (resource: string) =>
      `${resource} of one crawler on average, with 95 % intervals. Band: all servers with the same hardware together.`,
    zh: (resource: string) => `单个爬虫的平均 ${resource}，带 95% 区间。色带：相同硬件的服务器合计。`,
  },
  efficiencyIs: {
    en: { like_others: 'like others', cheaper: 'cheaper', dearer: 'dearer' },
    zh: { like_others: '相当', cheaper: '更省', dearer: '更费' },
  },
  serversByRoom: { en: 'Servers by free room', zh: '按余量排列的服务器' },
  tightest: { en: 'Tightest group', zh: '余量最小的组' },
  otherGroups: { en: 'All its groups', zh: '全部组' },
  notFitted: { en: 'Not worked out', zh: '尚未计算' },
  noRoomKnown: { en: 'not known', zh: '未知' },
  priceOfOne: { en: (price: string) => `one takes ${price} a month`, zh: (price: string) => `每个每月 ${price}` },
  noGroupsYet: {
    en: 'No crawler group is known on any server yet.',
    zh: '还没有任何服务器上有已知的爬虫组。',
  },
} as const satisfies TextTable;
