import { randomBytes } from 'node:crypto';
import type { ServerAnswer } from '../../../shared/model/api.ts';
import { ServerInput } from '../../../shared/model/server.ts';
import { createServer, toServer } from '../../../shared/store/servers.ts';
import { json } from '../../platform/http.ts';
import { ensureSchedule } from '../../platform/schedules.ts';
import { parse, type Route } from '../route.ts';
import { firstPull } from '../first-pull.ts';

export const serversCreate: Route = {
  method: 'POST',
  path: '/api/servers',
  async answer({ db, now, body }) {
    const input = parse(ServerInput, body, 'the server');
    // The schedule first: should that fail, nothing has changed; a schedule without a server is tidied away.
    if (input.enabled) await ensureSchedule(input.cadence);
    const created = await createServer(db, randomBytes(12).toString('hex'), input, now());
    const { server, agent } = await firstPull(db, created, now);
    return json({ server: toServer(server), agent } satisfies ServerAnswer, 201);
  },
};
