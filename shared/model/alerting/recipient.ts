import * as z from 'zod';

/** The id of a receiver: a chat or webhook that was set up once and is then named by rules as `#id`. */
export const ReceiverId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is no id: write lower-case letters, digits and hyphens, at most 40');

const address = z.email();

/** Who gets a message: a mail address, or `#` and the id of a receiver. */
export const Recipient = z
  .string()
  .trim()
  .max(254)
  .refine((text) => (text.startsWith('#') ? ReceiverId : address).safeParse(text.replace(/^#/, '')).success, {
    error: 'is neither a mail address nor # and the id of a receiver',
  });
export type Recipient = z.infer<typeof Recipient>;

/** The id in `#id`, or null for a mail address. */
export function receiverIdOf(recipient: string): string | null {
  return recipient.startsWith('#') ? recipient.slice(1) : null;
}
