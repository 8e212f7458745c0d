import type { Route } from '../data/route.ts';
import { useSettings } from '../settings.tsx';

const tabs = ['alerts', 'rules', 'silences', 'receivers'] as const;

/** The pages of the alert centre. */
export function AlertTabs({ page }: { page: Route['page'] }) {
  const { t } = useSettings();
  return (
    <nav class="segments alert-tabs" aria-label={t.alertPages}>
      {tabs.map((tab) => (
        <a key={tab} href={`#/${tab}`} aria-current={tab === page ? 'page' : undefined}>
          {t[tab]}
        </a>
      ))}
    </nav>
  );
}
