import { AppError } from '../../shared/model/app-error.ts';
import { receiverIdOf } from '../../shared/model/alerting/recipient.ts';
import type { Db } from '../../shared/store/connection.ts';
import { findReceiver } from '../../shared/store/receivers.ts';
import { config } from '../platform/config.ts';
import { errorText, log } from '../platform/log.ts';
import { sendMail } from '../platform/mail.ts';
import { post } from '../platform/post.ts';
import { pngOf } from '../platform/rasterise.ts';
import { refusalOf, requestOf } from './channels/index.ts';
import { compose, type Mail } from './compose.ts';
import { type Digest, type DigestContext, withoutCharts } from './mail-digest.ts';

/**
 * Sends a digest where it belongs.
 * @throws AppError `mail_rejected` with what the mail server or the receiver said.
 */
export async function sendDigest(db: Db, digest: Digest, nowMs: number): Promise<void> {
  const { PUBLIC_URL, MAIL_LANGUAGE } = config();
  const context = { publicUrl: PUBLIC_URL, language: MAIL_LANGUAGE, nowMs };
  const receiverId = receiverIdOf(digest.recipient);
  if (receiverId === null) await sendMailDigest(digest, context);
  else await sendToReceiver(db, receiverId, digest, context);
}

/** Mails a digest, with its charts. */
async function sendMailDigest(digest: Digest, context: DigestContext): Promise<void> {
  const { SMTP_URL, MAIL_FROM } = config();
  if (SMTP_URL === null || MAIL_FROM === null) {
    throw new AppError('mail_rejected', 'SMTP_URL or MAIL_FROM is not set', { retryable: true });
  }
  const { mail, images } = await drawn(digest, context);
  await sendMail({ smtpUrl: SMTP_URL, from: MAIL_FROM, to: digest.recipient, ...mail, images });
}

/** A chart that cannot be drawn must not stop the mail: then it goes without. */
async function drawn(digest: Digest, context: DigestContext) {
  const mail: Mail = compose(digest, context);
  try {
    const images = [];
    for (const { cid, svg } of mail.charts) images.push({ cid, png: await pngOf(svg) });
    return { mail, images };
  } catch (error) {
    log('error', `the charts of a mail could not be drawn: ${errorText(error)}`, {});
    return { mail: compose(withoutCharts(digest), context), images: [] };
  }
}

/** Posts a digest to a receiver, in its language. */
async function sendToReceiver(db: Db, id: string, digest: Digest, context: DigestContext): Promise<void> {
  const receiver = await findReceiver(db, id);
  if (!receiver) {
    throw new AppError('mail_rejected', `there is no receiver #${id} any more`, { retryable: false });
  }
  const { status, body } = await post(requestOf(digest, receiver, { ...context, language: receiver.language }));
  const refusal = refusalOf(receiver.kind, status, body);
  if (refusal) throw new AppError('mail_rejected', refusal.reason, { retryable: refusal.retryable });
}
