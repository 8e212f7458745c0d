import { useSettings } from '../settings.tsx';

/** The first thing a new user sees: what is missing and how to add it. */
export function EmptyFleet({ onAdd }: { onAdd: () => void }) {
  const { t } = useSettings();
  return (
    <section class="card empty">
      <h2>{t.emptyTitle}</h2>
      <ol>
        {t.emptySteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <button type="button" class="primary" onClick={onAdd}>
        {t.addServer}
      </button>
    </section>
  );
}
