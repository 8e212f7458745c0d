import * as z from 'zod';

const url = z
  .url({ protocol: /^https?$/ })
  .max(1000)
  .refine((text) => !URL.canParse(text) || !new URL(text).username, 'must not carry a password');
const secret = z.string().min(8, 'is shorter than 8 characters').max(200);
const base = {
  name: z.string().trim().min(1).max(120),
  language: z.enum(['en', 'zh']).default('en'),
};

/** Where messages go that are not mails. */
export const ReceiverInput = z.discriminatedUnion('kind', [
  /** Any program: JSON, signed with HMAC-SHA256 as Standard Webhooks say (standardwebhooks.com). */
  z.strictObject({ ...base, kind: z.literal('webhook'), url, secret }),
  z.strictObject({ ...base, kind: z.literal('slack'), url }),
  z.strictObject({
    ...base,
    kind: z.literal('telegram'),
    botToken: z.string().regex(/^\d{3,20}:[\w-]{20,80}$/, 'is no bot token such as 123456:ABC…'),
    chatId: z.string().regex(/^(-?\d{1,20}|@\w{3,64})$/, 'is no chat id such as -1001234567890 or @channel'),
  }),
  z.strictObject({ ...base, kind: z.literal('dingtalk'), url, secret: secret.nullable().default(null) }),
  z.strictObject({ ...base, kind: z.literal('feishu'), url, secret: secret.nullable().default(null) }),
  z.strictObject({ ...base, kind: z.literal('wecom'), url }),
]);
export type ReceiverInput = z.infer<typeof ReceiverInput>;
export type ReceiverKind = ReceiverInput['kind'];
export type ReceiverOf<Kind extends ReceiverKind> = Extract<ReceiverInput, { kind: Kind }>;
export type Receiver = ReceiverInput & { readonly id: string };

/** What the API shows of a receiver: of an address only its host, of secrets nothing. */
export const ReceiverView = z.strictObject({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  language: z.enum(['en', 'zh']),
  host: z.string(),
  updatedMs: z.int(),
});
export type ReceiverView = z.infer<typeof ReceiverView>;
