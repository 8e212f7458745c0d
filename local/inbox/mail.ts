import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import * as z from 'zod';

/** What the list shows of a mail; kept as JSON beside the mail itself. */
export const MailSummary = z.strictObject({
  /** Milliseconds at which it came, made unique: in order of arrival. */
  id: z.string().regex(/^\d{1,16}$/),
  receivedMs: z.int(),
  /** Who sent it to whom on the wire; blind copies are only here. */
  envelope: z.strictObject({ from: z.string(), to: z.array(z.string()) }),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  /** The first words of the text. */
  preview: z.string(),
  sizeBytes: z.int(),
  attachmentCount: z.int(),
});
export type MailSummary = z.infer<typeof MailSummary>;

/** A mail as the JSON API answers it. */
export interface Mail extends MailSummary {
  readonly text: string;
  /** Null when the mail has no HTML part. `cid:` images are inlined as `data:` URIs. */
  readonly html: string | null;
  /** In the mail's order, decoded no further than unfolding. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Shown inside the HTML. */
  readonly inline: boolean;
}

const PREVIEW_LENGTH = 160;

/** Reads a mail's source (RFC 5322, MIME). Damaged parts are left out; it rejects only when nothing can be made of it. */
export async function parseMail(source: Buffer): Promise<ParsedMail> {
  return simpleParser(source);
}

export function summaryOf(
  parsed: ParsedMail,
  facts: Pick<MailSummary, 'id' | 'receivedMs' | 'envelope' | 'sizeBytes'>,
): MailSummary {
  return {
    ...facts,
    from: addressText(parsed.from) || facts.envelope.from,
    to: addressText(parsed.to) || facts.envelope.to.join(', '),
    subject: parsed.subject ?? '',
    preview: (parsed.text ?? '').replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH),
    attachmentCount: parsed.attachments.filter((attachment) => attachment.related !== true).length,
  };
}

export function mailOf(summary: MailSummary, parsed: ParsedMail): Mail {
  return {
    ...summary,
    text: parsed.text ?? '',
    html: typeof parsed.html === 'string' ? parsed.html : null,
    headers: parsed.headerLines.map(({ line }) => headerOf(line)),
    attachments: parsed.attachments.map((attachment, index) => ({
      filename: attachment.filename ?? `part-${index + 1}`,
      contentType: attachment.contentType,
      sizeBytes: attachment.size,
      inline: attachment.related === true,
    })),
  };
}

function headerOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  const value = line.slice(colon + 1).replace(/\r?\n[\t ]+/g, ' ');
  return { name: line.slice(0, colon), value: value.trim() };
}

function addressText(address: AddressObject | AddressObject[] | undefined): string {
  return [address ?? []]
    .flat()
    .map((each) => each.text)
    .join(', ');
}
