import type { ServerAnswer } from '../../../shared/model/api.ts';
import { toServer } from '../../../shared/store/servers.ts';
import { json } from '../../platform/http.ts';
import { requireServer } from '../require-server.ts';
import type { Route } from '../route.ts';

export const serversRead: Route = {
  method: 'GET',
  path: '/api/servers/{id}',
  async answer(request) {
    return json({ server: toServer(await requireServer(request)) } satisfies ServerAnswer);
  },
};
