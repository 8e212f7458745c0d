import nodemailer from 'nodemailer';
import { AppError } from '../../shared/model/app-error.ts';

/** A mail server may be slow with a greeting, but a round has other mails to send. */
const WAITS = { dnsTimeout: 5_000, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 } as const;
/** Even a server that says a little from time to time is left after this. */
const TOTAL_MS = 20_000;

export interface OutgoingMail {
  /** `smtp://USER:PASSWORD@HOST:587` (STARTTLS where offered; with `?requireTLS=true` always), `smtps://…:465` (TLS). */
  readonly smtpUrl: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Names this mail, so that the same mail sent twice is known as one: letters and digits. */
  readonly id?: string;
  /** Names the conversations that it belongs to, in the same manner. */
  readonly threads?: readonly string[];
  /** Shown by the HTML as `cid:…`. */
  readonly images?: readonly { readonly cid: string; readonly png: Buffer }[];
}

/**
 * Hands a mail to the mail server and waits until it says yes, at most 20 s.
 * @throws AppError `mail_rejected` with the server's words; not retryable when the server refused the recipient or the mail for
 * good (5xx: a bounce), retryable when it refused for now (4xx), refused us (sign-in, sender) or could not be reached.
 */
export async function sendMail(mail: OutgoingMail, totalMs: number = TOTAL_MS): Promise<void> {
  const { smtpUrl, from, to, subject, text, html, threads = [], images = [] } = mail;
  try {
    const transport = nodemailer.createTransport({ url: smtpUrl, ...WAITS });
    await transport.sendMail({
      from,
      to,
      subject,
      text,
      html,
      ...(mail.id === undefined ? {} : { messageId: inBrackets(mail.id, from) }),
      references: threads.map((thread) => inBrackets(thread, from)),
      headers: {
        // No holiday answers (RFC 3834, and the header that Exchange looks at).
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
      },
      attachments: images.map(({ cid, png }, index) => ({
        cid,
        content: png,
        contentType: 'image/png',
        contentDisposition: 'inline' as const,
        filename: `chart-${index + 1}.png`,
      })),
      disableFileAccess: true,
      disableUrlAccess: true,
      signal: AbortSignal.timeout(totalMs),
    });
  } catch (cause) {
    throw refusal(cause);
  }
}

/** What nodemailer adds to its errors. */
interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/** 5xx to anything else (MAIL FROM, AUTH, EHLO) is about us: the recipient would take the mail once that is mended. */
const COMMANDS_ABOUT_THE_MAIL = new Set(['RCPT TO', 'DATA']);

function refusal(cause: unknown): AppError {
  const { responseCode = 0, response, command = '', message } = cause as SmtpError;
  if (responseCode >= 500 && COMMANDS_ABOUT_THE_MAIL.has(command)) {
    return new AppError('mail_rejected', `bounced: ${response ?? message}`, { cause, retryable: false });
  }
  const why = response ?? message;
  return new AppError('mail_rejected', `the mail server did not take the mail: ${why}`, { cause, retryable: true });
}

/** `<id@domain>`, as RFC 5322 writes the name of a mail; the domain is the sender's. */
function inBrackets(id: string, from: string): string {
  const domain = /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? 'peakwatch.invalid';
  return `<${id.replace(/[^\w.-]/g, '')}@${domain}>`;
}
