import * as z from 'zod';

/** Which servers something is about. Of several tags one is enough. */
export const Scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('tags'), tags: z.array(z.string().trim().min(1).max(64)).min(1).max(32) }),
  z.strictObject({ kind: z.literal('servers'), serverIds: z.array(z.string().min(1).max(64)).min(1).max(1000) }),
]);
export type Scope = z.infer<typeof Scope>;

/** What a scope has to know of a server. */
export interface ScopedServer {
  readonly id: string;
  readonly tags: readonly string[];
}

export function inScope(scope: Scope, server: ScopedServer): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'tags':
      return scope.tags.some((tag) => server.tags.includes(tag));
    case 'servers':
      return scope.serverIds.includes(server.id);
  }
}
