import { openDatabase } from '../platform/event.ts';
import { httpHandler } from '../platform/http.ts';
import { dispatch } from './router.ts';
import { routes } from './routes/index.ts';

/** Everything under `/api/`. */
export const handler = httpHandler((event) => dispatch(routes, event, openDatabase, () => Date.now()));
