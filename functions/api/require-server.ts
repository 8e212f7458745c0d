import { AppError } from '../../shared/model/app-error.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';
import { findServer } from '../../shared/store/servers.ts';
import { type ApiRequest, idOf } from './route.ts';

/** The server that the path names. @throws AppError `not_found`. */
export async function requireServer(request: ApiRequest): Promise<ServerDoc> {
  return found(await findServer(request.db, idOf(request)), idOf(request));
}

/** @throws AppError `not_found` when there is no server of this id. */
export function found(server: ServerDoc | null, id: string): ServerDoc {
  if (!server) throw new AppError('not_found', `there is no server with the id ${id.slice(0, 80)}`);
  return server;
}
