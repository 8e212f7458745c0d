import { metricNames, metrics } from './metrics.ts';

const HEADINGS = { en: ['metric', 'what', 'from'], zh: ['指标', '含义', '来源'] } as const;

/** The catalogue as a Markdown table, for the README. */
export function metricTable(language: keyof typeof HEADINGS): string {
  const rows = metricNames.map((name) => [`\`${name}\``, metrics[name].help[language], metrics[name].source]);
  return [HEADINGS[language], ['---', '---', '---'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
