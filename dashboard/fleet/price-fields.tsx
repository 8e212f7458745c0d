import type { ServerInput } from '../../shared/model/server.ts';
import { type ApiProblem, problemOf } from '../api/client.ts';
import { Field } from '../parts/field.tsx';
import { useSettings } from '../settings.tsx';

export type Price = Pick<ServerInput, 'monthlyPrice' | 'renewsOn' | 'pinned'>;

interface Props {
  readonly value: Price;
  readonly problem: ApiProblem | null;
  readonly onChange: (price: Price) => void;
}

/** What the plan needs to know of a server: folded away, because one can do without. */
export function PriceFields({ value, problem, onChange }: Props) {
  const { t } = useSettings();
  const { monthlyPrice, renewsOn, pinned } = value;
  const amount = (text: string) => {
    const parsed = Number(text.replace(',', '.'));
    const currency = monthlyPrice?.currency ?? 'EUR';
    onChange({ ...value, monthlyPrice: text.trim() === '' ? null : { amount: parsed, currency } });
  };
  return (
    <details open={monthlyPrice !== null || renewsOn !== null || pinned}>
      <summary>{t.price}</summary>
      <Field label={t.monthlyPrice} hint={t.priceHint} error={problemOf(problem, 'monthlyPrice.amount')}>
        {(ids) => (
          <input
            {...ids}
            type="number"
            min="0"
            step="0.01"
            value={monthlyPrice?.amount ?? ''}
            onInput={(event) => {
              amount(event.currentTarget.value);
            }}
          />
        )}
      </Field>
      {monthlyPrice && (
        <Field
          label={t.currency}
          error={problemOf(problem, 'monthlyPrice.currency')}
          value={monthlyPrice.currency}
          onInput={(currency) => {
            onChange({ ...value, monthlyPrice: { ...monthlyPrice, currency: currency.trim().toUpperCase() } });
          }}
        />
      )}
      <Field label={t.renewsOn} error={problemOf(problem, 'renewsOn')}>
        {(ids) => (
          <input
            {...ids}
            type="date"
            value={renewsOn ?? ''}
            onInput={(event) => {
              onChange({ ...value, renewsOn: event.currentTarget.value || null });
            }}
          />
        )}
      </Field>
      <label class="check">
        <input
          type="checkbox"
          checked={pinned}
          onChange={(event) => {
            onChange({ ...value, pinned: event.currentTarget.checked });
          }}
        />{' '}
        {t.pinned}
      </label>
    </details>
  );
}
