import * as z from 'zod';

// The page's Content-Security-Policy forbids what zod tries first when a schema is made: to compile it.
z.config({ jitless: true });
