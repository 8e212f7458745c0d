import type { TextTable } from './text-table.ts';

/** Words of the rules: the list, the form, the preview. */
export const ruleTexts = {
  searchList: { en: 'Search …', zh: '搜索……' },
  change: { en: 'Edit', zh: '编辑' },
  newRule: { en: 'New rule', zh: '新建规则' },
  editRule: { en: 'Edit rule', zh: '编辑规则' },
  noSuchRule: { en: 'There is no such rule any more.', zh: '该规则已不存在。' },
  noRules: { en: 'No rules: nobody will be told of anything.', zh: '没有规则：不会发出任何告警。' },
  switchOf: { en: (name: string) => `${name}: switched on`, zh: (name: string) => `${name}：启用` },
  deleteRuleTitle: { en: (name: string) => `Delete the rule ${name}?`, zh: (name: string) => `删除规则 ${name}？` },
  deleteRuleWarning: {
    en: 'Its firing alerts end without a message. Past alerts stay in the record.',
    zh: '正在告警的项目将直接结束，不发送通知；历史告警仍会保留。',
  },
  startFrom: { en: 'Start from:', zh: '从模板开始：' },
  template: {
    en: {
      missing: 'Crawler missing',
      tooFew: 'Too few crawlers',
      tooMany: 'Too many crawlers',
      crawlerMemory: 'One crawler over a memory limit',
      processMemory: 'One process over a memory limit',
    },
    zh: {
      missing: '爬虫缺失',
      tooFew: '爬虫过少',
      tooMany: '爬虫过多',
      crawlerMemory: '单个爬虫内存超限',
      processMemory: '单个进程内存超限',
    },
  },

  what: { en: 'What', zh: '监控内容' },
  where: { en: 'Where', zh: '范围' },
  whom: { en: 'Who is told', zh: '通知' },
  kind: { en: 'Kind', zh: '类型' },
  ruleKind: {
    en: {
      threshold: 'A value beyond a threshold',
      time_to_full: 'A filesystem will be full soon',
      data_gap: 'A gap in the data',
      unreachable: 'A server does not answer',
      clock_skew: 'A clock is off',
      agent_restarted: 'An agent or a server was restarted',
    },
    zh: {
      threshold: '数值超出阈值',
      time_to_full: '文件系统即将写满',
      data_gap: '数据缺失',
      unreachable: '服务器无应答',
      clock_skew: '时钟偏差',
      agent_restarted: '代理或服务器重启',
    },
  },
  metric: { en: 'Value', zh: '指标' },
  subjectKind: {
    en: { host: 'Whole server', filesystem: 'Filesystem', group: 'Group of crawlers', process: 'Single process' },
    zh: { host: '整台服务器', filesystem: '文件系统', group: '爬虫组', process: '单个进程' },
  },
  eachOf: {
    en: { host: '', filesystem: 'each filesystem', group: 'each group', process: 'each process name' },
    zh: { host: '', filesystem: '每个文件系统', group: '每个组', process: '每个进程名' },
  },
  emptyIsEach: { en: 'Empty: each of them alone.', zh: '留空：逐个检查。' },
  statistic: { en: 'Looks at', zh: '统计方式' },
  statisticIs: {
    en: { mean: 'mean of the minute', above: 'highest second of the minute', below: 'lowest second of the minute' },
    zh: { mean: '每分钟平均值', above: '每分钟最高的一秒', below: '每分钟最低的一秒' },
  },
  statisticShort: {
    en: { mean: 'mean', above: 'highest second', below: 'lowest second' },
    zh: { mean: '平均值', above: '最高一秒', below: '最低一秒' },
  },
  fires: { en: 'Fires', zh: '触发条件' },
  comparison: { en: { above: 'above', below: 'below' }, zh: { above: '高于', below: '低于' } },
  clearAt: { en: 'Clears at', zh: '恢复阈值' },
  clearHint: {
    en: 'Empty: at the threshold itself. A distance keeps it from flapping.',
    zh: '留空：与阈值相同。留出差距可避免反复告警。',
  },
  after: { en: 'After', zh: '持续条件' },
  trigger: {
    en: { for: 'it has lasted for', breaches: 'n of the last m minutes' },
    zh: { for: '持续时间', breaches: '最近 m 分钟中有 n 分钟' },
  },
  forLabel: { en: 'Lasts for', zh: '持续' },
  forHint: { en: '0: at once, at the next pull.', zh: '0：下次采集时立即触发。' },
  breachCount: { en: 'In so many minutes', zh: '超限的分钟数' },
  breachWindows: { en: 'of the last', zh: '最近的分钟数' },
  missing: { en: 'A minute without data', zh: '没有数据的分钟' },
  missingIs: {
    en: { keep: 'changes nothing', ignore: 'counts as all right', breach: 'counts as a breach' },
    zh: { keep: '保持不变', ignore: '视为正常', breach: '视为超限' },
  },
  fullWithin: { en: 'Full within', zh: '预计写满时间' },
  fullHint: {
    en: 'Fires only when it surely grows: the whole 95 % interval lies within.',
    zh: '仅在确定持续增长时触发。',
  },
  longerThan: { en: 'Longer than', zh: '超过' },
  offBy: { en: 'Off by more than', zh: '偏差超过' },
  grace: { en: 'Grace beyond its cadence', zh: '采集间隔之外的宽限时间' },
  restartHint: { en: 'It ends by itself, without a message.', zh: '会自动结束，不再发送通知。' },

  scope: { en: 'Servers', zh: '服务器' },
  scopeIs: {
    en: { all: 'all', tags: 'with one of these tags', servers: 'these servers' },
    zh: { all: '全部', tags: '带有以下任一标签', servers: '指定服务器' },
  },
  allServers: { en: 'all servers', zh: '全部服务器' },
  recipientsWord: { en: 'Recipients', zh: '接收方' },
  recipientsHint: {
    en: 'Mail addresses, or # and a receiver. Empty: the default recipients.',
    zh: '邮箱地址，或 # 加接收方编号。留空：默认接收方。',
  },
  defaultRecipients: { en: 'default recipients', zh: '默认接收方' },
  repeat: { en: 'Again while it fires and nobody acknowledged it, every', zh: '未确认期间重复通知的间隔' },
  repeatHint: { en: 'Empty: told once.', zh: '留空：只通知一次。' },
  escalateAfter: { en: 'Further recipients when nobody acknowledged it for', zh: '多久无人确认后升级' },
  escalateHint: { en: 'Empty: no escalation.', zh: '留空：不升级。' },
  escalateTo: { en: 'Escalate to', zh: '升级通知' },
  keepFiring: { en: 'Ends only after it has been clear for', zh: '恢复后需保持' },
  more: { en: 'Repeat, escalation, end', zh: '重复、升级与恢复' },
  repeatShort: { en: (span: string) => `again every ${span}`, zh: (span: string) => `每 ${span}重复` },
  escalateShort: {
    en: (span: string, whom: string) => `after ${span} also ${whom}`,
    zh: (span: string, whom: string) => `${span}后另通知 ${whom}`,
  },
  forShort: { en: (span: string) => `for ${span}`, zh: (span: string) => `持续 ${span}` },
  atOnce: { en: 'at once', zh: '立即' },
  breachesShort: {
    en: (n: number, m: number) => `in ${n} of the last ${m} minutes`,
    zh: (n: number, m: number) => `最近 ${m} 分钟中有 ${n} 分钟`,
  },
  clearShort: { en: (value: string) => `clears at ${value}`, zh: (value: string) => `恢复阈值 ${value}` },

  preview: { en: 'Try it on the record', zh: '用历史数据试算' },
  previewing: { en: 'Looking …', zh: '正在试算……' },
  previewCount: {
    en: (n: string, count: number, span: string) =>
      count === 0
        ? `It would not have fired in the last ${span}.`
        : `It would have fired ${count === 1 ? 'once' : `${n} times`} in the last ${span}.`,
    zh: (n: string, count: number, span: string) =>
      count === 0 ? `最近 ${span}内不会触发。` : `最近 ${span}内会触发 ${n} 次。`,
  },
  previewBasis: {
    en: (servers: number, tier: string) =>
      `${servers === 1 ? 'One server' : `${servers} servers`}, windows of ${tier}.`,
    zh: (servers: number, tier: string) => `${servers} 台服务器，窗口长度 ${tier}。`,
  },
  previewNoServers: { en: 'No server is in its scope.', zh: '范围内没有服务器。' },
  previewNewest: { en: (n: number) => `The newest ${n}:`, zh: (n: number) => `最近的 ${n} 次：` },
  stillFires: { en: 'still fires', zh: '仍在告警' },
  spanUnit: {
    en: { second: 'seconds', minute: 'minutes', hour: 'hours', day: 'days' },
    zh: { second: '秒', minute: '分钟', hour: '小时', day: '天' },
  },
  unitWord: { en: 'Unit', zh: '单位' },
  saving: { en: 'Saving …', zh: '正在保存……' },
} as const satisfies TextTable;
