import { json } from '../../platform/http.ts';
import { invoke } from '../../platform/invoke.ts';
import { requireServer } from '../require-server.ts';
import type { Route } from '../route.ts';

/** Asks the agent now instead of at the next round. */
export const serversPull: Route = {
  method: 'POST',
  path: '/api/servers/{id}/pull',
  async answer(request) {
    const server = await requireServer(request);
    await invoke('pull', { serverId: server._id });
    return json({ status: 'success', message: `${server.name} is being pulled` }, 202);
  },
};
