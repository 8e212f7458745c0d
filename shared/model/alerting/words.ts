import * as z from 'zod';

export const Language = z.enum(['en', 'zh']);
export type Language = z.infer<typeof Language>;
