import type { LatestAnswer } from '../../../shared/model/api.ts';
import { listFleet } from '../../../shared/store/fleet.ts';
import { toServer } from '../../../shared/store/servers.ts';
import { json } from '../../platform/http.ts';
import type { Route } from '../route.ts';

/** More than anybody reads in one list; the registry pages. */
const MAX_SERVERS = 1_000;

export const latest: Route = {
  method: 'GET',
  path: '/api/latest',
  async answer({ db, now }) {
    const docs = await listFleet(db, MAX_SERVERS);
    const servers = docs.map((doc) => ({ server: toServer(doc), closed: doc.latest, open: doc.open }));
    return json({ nowMs: now(), servers } satisfies LatestAnswer);
  },
};
