import * as z from 'zod';

/** What a message says of an alert: it began, it still fires, nobody looked, it ended. */
export const MessageKind = z.enum(['firing', 'repeat', 'escalation', 'resolved']);
export type MessageKind = z.infer<typeof MessageKind>;

/**
 * What became of a message about an alert. `pending` waits (to be sent, to be sent again, or for a silence to end: `reason`
 * says), `sent` was taken by the mail server, `failed` was refused for good, `dropped` was not sent on purpose.
 */
export const MessageView = z.strictObject({
  id: z.string(),
  alertId: z.string(),
  kind: MessageKind,
  recipient: z.string(),
  status: z.enum(['pending', 'sent', 'failed', 'dropped']),
  reason: z.string().nullable(),
  attempts: z.int(),
  createdMs: z.int(),
  nextAttemptMs: z.int(),
  sentMs: z.int().nullable(),
});
export type MessageView = z.infer<typeof MessageView>;
