import { useEffect, useRef, useState } from 'preact/hooks';
import { AlertPage } from './alerts/alert-page.tsx';
import { AlertsPage } from './alerts/alerts-page.tsx';
import { FleetCapacityPage } from './fleet-capacity/fleet-capacity-page.tsx';
import { parseRoute, type Route } from './data/route.ts';
import { FleetPage } from './fleet/fleet-page.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { PlanPage } from './plan/plan-page.tsx';
import { ReceiversPage } from './receivers/receivers-page.tsx';
import { RulePage } from './rules/rule-page.tsx';
import { RulesPage } from './rules/rules-page.tsx';
import { ServerPage } from './server/server-page.tsx';
import { useSettings } from './settings.tsx';
import { SilencePage } from './silences/silence-page.tsx';
import { SilencesPage } from './silences/silences-page.tsx';
import { StatusPage } from './status/status-page.tsx';
import type { Texts } from './text/texts.ts';

export function App() {
  const route = useRoute();
  const { t } = useSettings();
  const main = useRef<HTMLElement>(null);
  useTitle(route);
  return (
    <>
      <a
        class="skip-link"
        href="#main"
        onClick={(event) => {
          // The fragment is the route, so the jump is made by hand.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t.skipToContent}
      </a>
      <TopBar route={route} />
      <main id="main" ref={main} tabIndex={-1}>
        <Page route={route} />
      </main>
    </>
  );
}

function Page({ route }: { route: Route }) {
  const { t } = useSettings();
  switch (route.page) {
    case 'fleet':
      return <FleetPage />;
    case 'server':
      return <ServerPage key={route.id} id={route.id} range={route.range} atMs={route.atMs} />;
    case 'alerts':
      return <AlertsPage filter={route.filter} />;
    case 'alert':
      return <AlertPage key={route.id} id={route.id} />;
    case 'rules':
      return <RulesPage />;
    case 'rule':
      return <RulePage key={route.id} id={route.id} template={route.template} />;
    case 'silences':
      return <SilencesPage />;
    case 'silence':
      return <SilencePage key={route.id} {...route} />;
    case 'receivers':
      return <ReceiversPage />;
    case 'capacity':
      return <FleetCapacityPage />;
    case 'plan':
      return <PlanPage />;
    case 'status':
      return <StatusPage />;
    case 'unknown':
      return (
        <p class="quiet">
          {t.noSuchPage} <a href="#/">{t.backToServers}</a>
        </p>
      );
  }
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = () => {
      setHash(location.hash);
    };
    window.addEventListener('hashchange', onChange);
    return () => {
      window.removeEventListener('hashchange', onChange);
    };
  }, []);
  return parseRoute(hash);
}

/** The server's page sets its own title, because it knows the name. */
function useTitle(route: Route): void {
  const { t } = useSettings();
  useEffect(() => {
    if (route.page === 'server' || route.page === 'alert') return;
    document.title = `${titleOf(route, t)} · Peakwatch`;
  }, [route, t]);
}

function titleOf({ page }: Route, t: Texts): string {
  switch (page) {
    case 'alerts':
    case 'alert':
      return t.alerts;
    case 'rules':
    case 'rule':
      return t.rules;
    case 'silences':
    case 'silence':
      return t.silences;
    case 'receivers':
      return t.receivers;
    case 'capacity':
      return t.fleetRoom;
    case 'plan':
      return t.plan;
    case 'status':
      return t.systemStatus;
    case 'fleet':
    case 'server':
    case 'unknown':
      return t.servers;
  }
}
