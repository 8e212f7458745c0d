import { openDatabase } from '../platform/event.ts';
import { httpHandler } from '../platform/http.ts';
import { speakPlainly } from './problem-words.ts';
import { dispatch } from './router.ts';
import { routes } from './routes/index.ts';

speakPlainly();

/** Everything under `/api/`. */
export const handler = httpHandler((event) => dispatch(routes, event, openDatabase, () => Date.now()));
