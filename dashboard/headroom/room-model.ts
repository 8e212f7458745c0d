import * as z from 'zod';

// The page's Content-Security-Policy forbids what zod would try first: to compile its schemas.
z.config({ jitless: true });

/** The arithmetic of headroom, apart from the page: it brings its schemas along, which nothing else of the page needs. */
export { headroomOf } from '../../shared/model/headroom.ts';
export { whatIf } from '../../shared/model/headroom-what-if.ts';
