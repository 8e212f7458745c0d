import type { DatabaseStatus } from '../../shared/model/status.ts';
import { spanInWords } from '../data/age.ts';
import { formatNumber, formatValue } from '../data/format.ts';
import { Meter } from '../parts/meter.tsx';
import { useSettings } from '../settings.tsx';

/** How large the database is, and where it will end with the present retention. */
export function DatabaseSection({ database }: { database: DatabaseStatus }) {
  const { t, language } = useSettings();
  const { dataBytes, indexBytes, endBytes, limitBytes, endRatio, tiers } = database;
  const bytes = (value: number) => formatValue('bytes', value, language);
  return (
    <section aria-labelledby="database-heading">
      <h2 id="database-heading">{t.database}</h2>
      <div class="card database">
        <p>
          {t.databaseNow(bytes(dataBytes + indexBytes), bytes(dataBytes), bytes(indexBytes))}{' '}
          <b class={endRatio > 1 ? 'message-failed' : undefined}>
            {t.databaseEnd(bytes(endBytes), bytes(limitBytes), formatValue('ratio', endRatio, language))}
          </b>
        </p>
        <Meter mean={dataBytes + indexBytes} peak={endBytes} whole={limitBytes} />
        <table class="use-table">
          <thead>
            <tr>
              {[t.tier, t.kept, t.stored, t.eachWindow, t.endsAtSize].map((heading, i) => (
                <th scope="col" key={heading} class={i === 0 ? undefined : 'number'}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tiers.map((tier) => (
              <tr key={tier.name}>
                <th scope="row">{tier.name}</th>
                <td class="number">{spanInWords(tier.retentionMs, language)}</td>
                <td class="number">{formatNumber(tier.windows, 0, language)}</td>
                <td class="number">
                  {bytes(tier.windowBytes)}
                  {!tier.measured && <span class="block quiet small">{t.estimated}</span>}
                </td>
                <td class="number">{bytes(tier.endBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
