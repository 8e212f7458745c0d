import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import { App } from './app.tsx';
import { SettingsProvider } from './settings.tsx';
import './style/base.css';
import './style/parts.css';
import './style/fleet.css';
import './style/server.css';
import './style/capacity.css';
import './style/room.css';
import './style/plan.css';
import './style/alerts.css';
import './style/forms.css';

const page = document.getElementById('page');
if (!page) throw new Error('index.html has no #page');
render(
  <SettingsProvider>
    <App />
  </SettingsProvider>,
  page,
);
