import type { ReceiverKind } from '../../shared/model/alerting/receiver.ts';

/** What a kind of receiver has to be told beside its name; a question mark is a field that may stay empty. */
export const receiverFields = {
  webhook: ['url', 'secret'],
  slack: ['url'],
  telegram: ['botToken', 'chatId'],
  dingtalk: ['url', 'secret?'],
  feishu: ['url', 'secret?'],
  wecom: ['url'],
} as const satisfies Record<ReceiverKind, readonly (ReceiverFieldName | `${ReceiverFieldName}?`)[]>;

export type ReceiverFieldName = 'url' | 'secret' | 'botToken' | 'chatId';
export const receiverKinds = Object.keys(receiverFields) as ReceiverKind[];

/** What the form of a receiver holds. */
export interface ReceiverDraft {
  readonly id: string;
  readonly kind: ReceiverKind;
  readonly name: string;
  readonly language: 'en' | 'zh';
  readonly values: Readonly<Partial<Record<ReceiverFieldName, string>>>;
}

export interface ReceiverField {
  readonly name: ReceiverFieldName;
  readonly optional: boolean;
}

export function fieldsOf(kind: ReceiverKind): ReceiverField[] {
  return receiverFields[kind].map((field) => ({
    name: field.replace('?', '') as ReceiverFieldName,
    optional: field.endsWith('?'),
  }));
}

/** What is sent to the API: the fields of the kind alone, an empty one that may stay empty as null. */
export function receiverInputOf({ kind, name, language, values }: ReceiverDraft): object {
  const own = fieldsOf(kind).map(({ name: field, optional }) => {
    const text = (values[field] ?? '').trim();
    return [field, optional && text === '' ? null : text] as const;
  });
  return { kind, name, language, ...Object.fromEntries(own) };
}
