import { type AlertFilter, isFiltered } from '../data/alert-filter.ts';
import { AlertTabs } from '../parts/alert-tabs.tsx';
import { useSettings } from '../settings.tsx';
import { AlertFilters } from './alert-filters.tsx';
import { AlertPages } from './alert-pages.tsx';

/** What fires, and what is over; each can be filtered. */
export function AlertsPage({ filter }: { filter: AlertFilter }) {
  const { t } = useSettings();
  const none = isFiltered(filter) ? t.noneFound : null;
  return (
    <>
      <div class="page-head">
        <h1>{t.alerts}</h1>
        <AlertTabs page="alerts" />
      </div>
      <AlertFilters filter={filter} />
      {filter.phase !== 'resolved' && (
        <section class="alert-section" aria-labelledby="firing-heading">
          <h2 id="firing-heading">{t.firingHeading}</h2>
          <AlertPages filter={filter} phase="firing" empty={none ?? t.noneFiring} />
        </section>
      )}
      {filter.phase !== 'firing' && (
        <section class="alert-section" aria-labelledby="over-heading">
          <h2 id="over-heading">{t.overHeading}</h2>
          <AlertPages filter={filter} phase="resolved" empty={none ?? t.noAlerts} />
        </section>
      )}
    </>
  );
}
