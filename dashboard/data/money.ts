import type { Money } from '../../shared/model/plan/plan.ts';
import { formatNumber } from './format.ts';
import { type Language, localeOf } from './language.ts';

/** `€39`, `US$12.50`; a currency that is no code of three letters is written behind the amount. */
export function formatMoney({ monthly, currency }: Money, language: Language): string {
  try {
    const whole = Number.isInteger(monthly);
    return new Intl.NumberFormat(localeOf(language), {
      style: 'currency',
      currency,
      minimumFractionDigits: whole ? 0 : 2,
      maximumFractionDigits: 2,
    }).format(monthly);
  } catch {
    return `${formatNumber(monthly, 2, language)} ${currency}`;
  }
}
