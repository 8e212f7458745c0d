import type { Route } from '../route.ts';
import { alerts } from './alerts.ts';
import { capacity } from './capacity.ts';
import { latest } from './latest.ts';
import { peaks } from './peaks.ts';
import { rulesDelete } from './rules-delete.ts';
import { rulesList } from './rules-list.ts';
import { rulesPut } from './rules-put.ts';
import { serversChange } from './servers-change.ts';
import { serversCreate } from './servers-create.ts';
import { serversDelete } from './servers-delete.ts';
import { serversList } from './servers-list.ts';
import { serversPull } from './servers-pull.ts';
import { serversRead } from './servers-read.ts';
import { status } from './status.ts';
import { windows } from './windows.ts';

/** Every route of the API. A file of this folder that is missing here fails a test. */
export const routes: readonly Route[] = [
  alerts,
  capacity,
  latest,
  peaks,
  rulesDelete,
  rulesList,
  rulesPut,
  serversChange,
  serversCreate,
  serversDelete,
  serversList,
  serversPull,
  serversRead,
  status,
  windows,
];
