import type { Language } from './language.ts';

const STEPS = [
  { fromMs: 86_400_000, en: 'd', zh: '天' },
  { fromMs: 3_600_000, en: 'h', zh: '小时' },
  { fromMs: 60_000, en: 'min', zh: '分钟' },
  { fromMs: 1000, en: 's', zh: '秒' },
] as const;

/** A span in its one or two largest units: `42 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. Negative spans read as none. */
export function spanInWords(spanMs: number, language: Language): string {
  const found = STEPS.findIndex((step) => spanMs >= step.fromMs);
  const at = found === -1 ? STEPS.length - 1 : found;
  const [step, next] = [STEPS[at], STEPS[at + 1]];
  if (!step) return '';
  const whole = Math.max(0, Math.floor(spanMs / step.fromMs));
  const text = `${whole} ${step[language]}`;
  // Minutes and seconds are told alone: what follows would change faster than one reads.
  if (!next || step.fromMs <= 60_000) return text;
  const rest = Math.floor((spanMs % step.fromMs) / next.fromMs);
  return rest === 0 ? text : `${text} ${rest} ${next[language]}`;
}

/** How long ago: `just now` under two seconds, else the span. A clock that runs ahead also reads as now. */
export function ageInWords(atMs: number, nowMs: number, language: Language): string {
  const spanMs = nowMs - atMs;
  if (spanMs < 2000) return language === 'zh' ? '刚刚' : 'just now';
  return language === 'zh' ? `${spanInWords(spanMs, language)}前` : `${spanInWords(spanMs, language)} ago`;
}
