import nodemailer from 'nodemailer';
import { AppError } from '../../shared/model/app-error.ts';

/**
 * Hands a mail to the mail server and waits until it says yes.
 * @throws AppError `mail_rejected` with the server's words.
 */
export async function sendMail(mail: {
  readonly smtpUrl: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Names this mail and the conversations it belongs to: letters and digits. */
  readonly id?: string;
  readonly threads?: readonly string[];
  /** Shown by the HTML as `cid:…`. */
  readonly images?: readonly { readonly cid: string; readonly png: Buffer }[];
}): Promise<void> {
  const { smtpUrl, to, from, subject, text, html } = mail;
  const rest = { from, subject, text, html };
  try {
    const transport = nodemailer.createTransport({
      url: smtpUrl,
      connectionTimeout: 5_000,
      greetingTimeout: 5_000,
      socketTimeout: 10_000,
    });
    await transport.sendMail({ ...rest, to: [...to], disableFileAccess: true, disableUrlAccess: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('mail_rejected', `the mail server did not take the mail: ${why}`, { cause, retryable: true });
  }
}
