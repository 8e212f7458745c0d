import { AppError } from '../../shared/model/app-error.ts';
import type { Db } from '../../shared/store/connection.ts';
import { findServers } from '../../shared/store/servers.ts';

/** @throws AppError `invalid_input` that names the ids of which there is no server. */
export async function requireServers(db: Db, ids: readonly string[], field: string): Promise<void> {
  if (ids.length === 0) return;
  const known = new Set((await findServers(db, [...ids])).map(({ _id }) => _id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const [first, more] = [unknown.slice(0, 5).join(', '), unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''];
  const problem = `names servers that are not registered: ${first}${more}`;
  throw new AppError('invalid_input', `${field} ${problem}`, { fields: [{ field, problem }] });
}
