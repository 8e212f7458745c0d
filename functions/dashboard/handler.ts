import { httpHandler } from '../platform/http.ts';
import { answer } from './answer.ts';

/** The built page lies beside the functions, in the repository as in the package. */
const DIST = new URL('../../dashboard/dist/', import.meta.url);

/** The page for people, a sign of life for programs. */
export const handler = httpHandler((event) => answer(event, DIST));
