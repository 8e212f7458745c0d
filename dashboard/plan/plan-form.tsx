import { useState } from 'preact/hooks';
import type { LatestAnswer } from '../../shared/model/api.ts';
import type { PlanAnswer, PlanSettings } from '../../shared/model/fleet-capacity.ts';
import { usePoll } from '../api/use-poll.ts';
import { unitsOf } from '../data/quantity.ts';
import { LimitSliders } from '../headroom/limit-sliders.tsx';
import { QuantityField } from '../parts/quantity-field.tsx';
import { useSettings } from '../settings.tsx';

const REFRESH_MS = 300_000;

interface Props {
  readonly answer: PlanAnswer;
  readonly onSave: (settings: PlanSettings) => Promise<void>;
}

/** With which limits plans are made, and how savings in different currencies are weighed. */
export function PlanForm({ answer: { settings }, onSave }: Props) {
  const { t } = useSettings();
  const [limits, setLimits] = useState(settings.limits);
  const [rates, setRates] = useState<Readonly<Record<string, number | null>>>(settings.rates);
  const [busy, setBusy] = useState(false);
  const currencies = useCurrencies(Object.keys(settings.rates));
  const save = async () => {
    setBusy(true);
    const known = Object.entries(rates).filter((rate): rate is [string, number] => rate[1] !== null);
    await onSave({ limits, rates: Object.fromEntries(known) });
    setBusy(false);
  };
  return (
    <details class="card fold plan-form">
      <summary>
        <h3>{t.planSettings}</h3> <span class="quiet small">{t.planSettingsHint}</span>
      </summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <LimitSliders
          limits={limits}
          onChange={(name, share) => {
            setLimits((old) => ({ ...old, [name]: share }));
          }}
        />
        {currencies.length > 1 && (
          <fieldset class="rates">
            <legend class="field-label">{t.rates}</legend>
            <p class="quiet small">{t.ratesHint}</p>
            <div class="field-row">
              {currencies.map((currency) => (
                <QuantityField
                  key={currency}
                  label={currency}
                  error={null}
                  value={settings.rates[currency] ?? null}
                  units={unitsOf.count}
                  onChange={(value) => {
                    setRates((old) => ({ ...old, [currency]: value }));
                  }}
                />
              ))}
            </div>
          </fieldset>
        )}
        <div class="form-end">
          <button type="submit" class="primary" disabled={busy}>
            {busy ? t.saving : t.savePlan}
          </button>
        </div>
      </form>
    </details>
  );
}

/** The currencies of the servers' prices, and those that have a rate, in order. */
function useCurrencies(rated: readonly string[]): string[] {
  const { data } = usePoll<LatestAnswer>('latest', () => 'api/latest', REFRESH_MS);
  const priced = data?.servers.flatMap(({ server }) => server.monthlyPrice?.currency ?? []) ?? [];
  return [...new Set([...priced, ...rated])].sort();
}
