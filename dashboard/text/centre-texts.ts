import type { TextTable } from './text-table.ts';

/** Words of silences, receivers and the state of Peakwatch itself. */
export const centreTexts = {
  systemStatus: { en: 'State', zh: '运行状态' },
  newSilence: { en: 'New silence', zh: '新建静默' },
} as const satisfies TextTable;
