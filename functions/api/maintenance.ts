import { maintenanceSpans, type Span } from '../../shared/model/alerting/silence.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';
import type { Db } from '../../shared/store/connection.ts';
import { listSilences } from '../../shared/store/silences.ts';

/** When a server was under maintenance within a range: silenced as a whole. */
export async function maintenanceOf(
  db: Db,
  server: Pick<ServerDoc, '_id' | 'tags'>,
  { fromMs, toMs }: Span,
): Promise<Span[]> {
  return maintenanceSpans(await listSilences(db), { id: server._id, tags: server.tags }, fromMs, toMs);
}
