import * as z from 'zod';
import { headroomGrounds, HeadroomLimits } from '../../shared/model/headroom.ts';
import { type ApiRequest, parse } from './route.ts';

const share = z.coerce.number().min(0.01).max(1);
const Query = z.object({
  cpu: share.optional(),
  memory: share.optional(),
  filesystem: share.optional(),
  ground: z.enum(headroomGrounds).default('highest'),
});

/** The limits that a request sets, the others as usual, and from which peak the room is counted. @throws AppError `invalid_input` */
export function headroomQuery(request: ApiRequest) {
  const { ground, ...given } = parse(Query, request.query, 'the query');
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { limits: HeadroomLimits.parse(Object.fromEntries(set)), ground };
}
