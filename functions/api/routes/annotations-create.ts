import { randomUUID } from 'node:crypto';
import type { AnnotationAnswer } from '../../../shared/model/api.ts';
import { AnnotationInput } from '../../../shared/model/fleet-capacity.ts';
import { putAnnotation } from '../../../shared/store/annotations.ts';
import { json } from '../../platform/http.ts';
import { requireServers } from '../require-servers.ts';
import { parse, type Route } from '../route.ts';

export const annotationsCreate: Route = {
  method: 'POST',
  path: '/api/annotations',
  async answer({ db, body }) {
    const input = parse(AnnotationInput, body, 'the annotation');
    await requireServers(db, input.serverIds, 'serverIds');
    return json({ annotation: await putAnnotation(db, randomUUID(), input) } satisfies AnnotationAnswer, 201);
  },
};
