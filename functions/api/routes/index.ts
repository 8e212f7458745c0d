import type { Route } from '../route.ts';
import { alertsAcknowledge } from './alerts-acknowledge.ts';
import { alertsRead } from './alerts-read.ts';
import { alertsUnacknowledge } from './alerts-unacknowledge.ts';
import { alerts } from './alerts.ts';
import { annotationsCreate } from './annotations-create.ts';
import { annotationsDelete } from './annotations-delete.ts';
import { annotationsList } from './annotations-list.ts';
import { annotationsPut } from './annotations-put.ts';
import { capacity } from './capacity.ts';
import { fits } from './fits.ts';
import { fleetCapacity } from './fleet-capacity.ts';
import { headroom } from './headroom.ts';
import { latest } from './latest.ts';
import { messagesTest } from './messages-test.ts';
import { peaks } from './peaks.ts';
import { planMake } from './plan-make.ts';
import { planRead } from './plan-read.ts';
import { planSettings } from './plan-settings.ts';
import { receiversDelete } from './receivers-delete.ts';
import { receiversList } from './receivers-list.ts';
import { receiversPut } from './receivers-put.ts';
import { rulesDelete } from './rules-delete.ts';
import { rulesList } from './rules-list.ts';
import { rulesPreview } from './rules-preview.ts';
import { rulesPut } from './rules-put.ts';
import { serversChange } from './servers-change.ts';
import { serversCreate } from './servers-create.ts';
import { serversDelete } from './servers-delete.ts';
import { serversList } from './servers-list.ts';
import { serversPull } from './servers-pull.ts';
import { serversRead } from './servers-read.ts';
import { silencesCreate } from './silences-create.ts';
import { silencesDelete } from './silences-delete.ts';
import { silencesList } from './silences-list.ts';
import { silencesPut } from './silences-put.ts';
import { status } from './status.ts';
import { windows } from './windows.ts';

/** Every route of the API. A file of this folder that is missing here fails a test. */
export const routes: readonly Route[] = [
  alerts,
  alertsAcknowledge,
  alertsRead,
  alertsUnacknowledge,
  annotationsCreate,
  annotationsDelete,
  annotationsList,
  annotationsPut,
  capacity,
  fits,
  fleetCapacity,
  headroom,
  latest,
  messagesTest,
  peaks,
  planMake,
  planRead,
  planSettings,
  receiversDelete,
  receiversList,
  receiversPut,
  rulesDelete,
  rulesList,
  rulesPreview,
  rulesPut,
  serversChange,
  serversCreate,
  serversDelete,
  serversList,
  serversPull,
  serversRead,
  silencesCreate,
  silencesDelete,
  silencesList,
  silencesPut,
  status,
  windows,
];
