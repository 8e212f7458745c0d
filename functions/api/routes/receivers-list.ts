import { json } from '../../platform/http.ts';
import { receiversAnswer } from '../receivers-answer.ts';
import type { Route } from '../route.ts';

export const receiversList: Route = {
  method: 'GET',
  path: '/api/receivers',
  answer: async ({ db }) => json(await receiversAnswer(db)),
};
