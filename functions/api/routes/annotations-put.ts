import type { AnnotationAnswer } from '../../../shared/model/api.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import { AnnotationInput } from '../../../shared/model/fleet-capacity.ts';
import { findAnnotation, putAnnotation } from '../../../shared/store/annotations.ts';
import { json } from '../../platform/http.ts';
import { requireServers } from '../require-servers.ts';
import { idOf, parse, type Route } from '../route.ts';

/** Changes an annotation. The servers that it named before may have been deleted since: they may stay. */
export const annotationsPut: Route = {
  method: 'PUT',
  path: '/api/annotations/{id}',
  async answer(request) {
    const { db, body } = request;
    const id = idOf(request);
    const input = parse(AnnotationInput, body, 'the annotation');
    const before = await findAnnotation(db, id);
    if (!before) throw new AppError('not_found', `there is no annotation with the id ${id.slice(0, 80)}`);
    const added = input.serverIds.filter((serverId) => !before.serverIds.includes(serverId));
    await requireServers(db, added, 'serverIds');
    return json({ annotation: await putAnnotation(db, id, input) } satisfies AnnotationAnswer);
  },
};
