import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A mail that the server said yes to. */
export interface AcceptedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  /** By the clock of the machine, whatever a test makes of `Date`. */
  readonly acceptedMs: number;
}

/** A real SMTP server on loopback that can be away, refuse, and hang. */
export interface TestSmtp {
  readonly url: string;
  readonly mails: readonly AcceptedMail[];
  /** Addresses that bounce (550), and addresses to which it never answers. */
  readonly bouncing: Set<string>;
  readonly hanging: Set<string>;
  /** Called with the whole mail there, before the yes. */
  beforeYes: () => Promise<void>;
  /** Away: connections are refused until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startSmtp(): Promise<TestSmtp> {
  const mails: AcceptedMail[] = [];
  const bouncing = new Set<string>();
  const hanging = new Set<string>();
  let port = 0;
  let server: SMTPServer | null = null;
  const smtp = {
    url: '',
    mails,
    bouncing,
    hanging,
    beforeYes: () => Promise.resolve(),
    async start() {
      if (server) return;
      const started = newServer();
      await new Promise<void>((resolve) => started.listen(port, '127.0.0.1', resolve));
      server = started;
      port = (started.server.address() as AddressInfo).port;
      smtp.url = `smtp://127.0.0.1:${port}`;
    },
    async stop() {
      const running = server;
      server = null;
      if (running) {
        await new Promise<void>((resolve) => {
          running.close(resolve);
        });
      }
    },
  };
  const newServer = (): SMTPServer =>
    new SMTPServer({
      authOptional: true,
      disableReverseLookup: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 10,
      onRcptTo({ address }, _session, callback) {
        if (hanging.has(address)) return;
        callback(bouncing.has(address) ? refusal(550, 'no such user') : null);
      },
      onData(stream, session, callback) {
        simpleParser(stream)
          .then(async ({ subject = '', text = '', messageId = '' }) => {
            await smtp.beforeYes();
            const acceptedMs = performance.timeOrigin + performance.now();
            mails.push({ to: recipientOf(session), subject, text, messageId, acceptedMs });
            callback(null);
          })
          .catch(callback);
      },
    }).on('error', () => undefined); // a client that was killed
  await smtp.start();
  return smtp;
}

function recipientOf({ envelope }: SMTPServerSession): string {
  return envelope.rcptTo.map(({ address }) => address).join(',');
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
