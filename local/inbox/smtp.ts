import { SMTPServer } from 'smtp-server';
import { listen } from '../listen.ts';
import type { MailFolder } from './mail-folder.ts';

const MAX_MAIL_BYTES = 25 * 1024 * 1024;

export interface RunningSmtp {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts an SMTP server (RFC 5321) that takes every mail to everyone and delivers it nowhere but into the folder. It says
 * yes (250) only when the mail is on disk. No TLS and no login: it is for loopback.
 */
export async function startSmtp(
  host: string,
  port: number,
  folder: MailFolder,
  log: (message: string) => void,
): Promise<RunningSmtp> {
  const smtp = new SMTPServer({
    name: 'peakwatch.local',
    banner: 'Peakwatch mail inbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    closeTimeout: 500,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        // Beyond the limit the rest is read and thrown away, so that the sender hears the reason.
        if (!stream.sizeExceeded) chunks.push(chunk);
      });
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          callback(Object.assign(new Error('The mail is larger than 25 MB.'), { responseCode: 552 }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const envelope = { from, to: rcptTo.map((recipient) => recipient.address) };
        folder.add(Buffer.concat(chunks), envelope, Date.now()).then(
          (mail) => {
            callback(null, `Kept as ${mail.id}`);
          },
          (error: unknown) => {
            log(`inbox: a mail could not be kept: ${String(error)}`);
            callback(Object.assign(new Error('The mail could not be kept.'), { responseCode: 451 }));
          },
        );
      });
    },
  });
  const bound = await listen(smtp.server, port, host);
  smtp.on('error', (error: Error) => {
    log(`inbox: ${error.message}`);
  });
  return {
    port: bound,
    close: () =>
      new Promise((resolve) => {
        smtp.close(resolve);
      }),
  };
}
