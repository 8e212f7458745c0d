import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { type OutgoingMail, sendMail } from './mail.ts';

interface Received {
  readonly mail: ParsedMail;
  readonly to: readonly string[];
  readonly encrypted: boolean;
  readonly user: unknown;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A real SMTP server; its TLS certificate is smtp-server's own, which nobody trusts. */
async function smtpServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  jest.spyOn(console, 'error').mockReturnValue(); // smtp-server warns of its certificate
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 10,
    onData(stream, session, callback) {
      simpleParser(stream).then((mail) => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ mail, to, encrypted: session.secure, user: session.user });
        callback();
      }, callback);
    },
    ...options,
  });
  server.on('error', () => undefined); // a client that does not trust the certificate
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  );
  return { received, host: `127.0.0.1:${(server.server.address() as AddressInfo).port}` };
}

/** A server that answers with `reply`, or with nothing at all. */
async function rawServer(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  );
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const mailTo = (smtpUrl: string, different: Partial<OutgoingMail> = {}): OutgoingMail => ({
  smtpUrl,
  from: 'Peakwatch <alerts@example.org>',
  to: 'ops@example.org',
  subject: 'Critical: 爬虫-1 · CPU 97 %',
  text: 'text',
  html: '<img src="cid:chart-1@peakwatch">',
  ...different,
});

describe('a mail', () => {
  test('carries both bodies, the picture in its place, and the headers of a program', async () => {
    const { received, host } = await smtpServer();
    const png = Buffer.from('not really a picture');
    await sendMail(mailTo(`smtp://${host}`, { images: [{ cid: 'chart-1@peakwatch', png }] }));
    expect(received).toHaveLength(1);
    const [{ mail, to }] = received as [Received];
    expect(to).toEqual(['ops@example.org']);
    expect(mail.subject).toBe('Critical: 爬虫-1 · CPU 97 %');
    expect(mail.text?.trim()).toBe('text');
    expect(mail.attachments).toMatchObject([
      { cid: 'chart-1@peakwatch', contentDisposition: 'inline', contentType: 'image/png', related: true, content: png },
    ]);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  test('has the same name at every attempt and points at its alerts, so that their mails stand together', async () => {
    const { received, host } = await smtpServer();
    await sendMail(mailTo(`smtp://${host}`, { id: 'aa11', threads: ['root1'] }));
    await sendMail(mailTo(`smtp://${host}`, { id: 'aa11', threads: ['root1'] }));
    await sendMail(mailTo(`smtp://${host}`, { id: 'bb22', threads: ['root1', 'root2'] }));
    expect(received.map(({ mail }) => mail.messageId)).toEqual([
      '<aa11@example.org>',
      '<aa11@example.org>',
      '<bb22@example.org>',
    ]);
    expect(received.map(({ mail }) => mail.references).at(-1)).toEqual(['<root1@example.org>', '<root2@example.org>']);
  });

  test('no name makes a header, whatever stands in it', async () => {
    const { received, host } = await smtpServer();
    const subject = 'x\r\nBcc: evil@example.org\r\nX-Evil: 1';
    await sendMail(mailTo(`smtp://${host}`, { subject, id: 'a\r\nX-Evil: 1', threads: ['b>\r\nX-Evil: 1'] }));
    const [{ mail, to }] = received as [Received];
    expect(to).toEqual(['ops@example.org']);
    expect([mail.headers.has('x-evil'), mail.headers.has('bcc')]).toEqual([false, false]);
  });
});

describe('the way to the server', () => {
  const login: SMTPServerOptions = {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      if (username === 'user' && password === 'p@ss word') callback(null, { user: 'user' });
      else callback(new Error('wrong password'));
    },
  };

  test('is TLS from the start with smtps', async () => {
    const { received, host } = await smtpServer({ secure: true });
    await sendMail(mailTo(`smtps://${host}?tls.rejectUnauthorized=false`));
    expect(received[0]?.encrypted).toBe(true);
  });

  test('becomes TLS where the server offers it', async () => {
    const { received, host } = await smtpServer({ disabledCommands: [] });
    await sendMail(mailTo(`smtp://${host}?tls.rejectUnauthorized=false`));
    expect(received[0]?.encrypted).toBe(true);
  });

  test.each([
    { scheme: 'smtps', options: { secure: true } },
    { scheme: 'smtp', options: { disabledCommands: [] } },
  ])('with $scheme a certificate that nobody trusts is refused, and tried again', async ({ scheme, options }) => {
    const { received, host } = await smtpServer(options);
    await expect(sendMail(mailTo(`${scheme}://${host}`))).rejects.toMatchObject({ retryable: true });
    expect(received).toEqual([]);
  });

  test('with requireTLS nothing is sent in the clear', async () => {
    const { received, host } = await smtpServer();
    await expect(sendMail(mailTo(`smtp://${host}?requireTLS=true`))).rejects.toMatchObject({ retryable: true });
    expect(received).toEqual([]);
  });

  test('signs in with the name and password of the address', async () => {
    const { received, host } = await smtpServer(login);
    await sendMail(mailTo(`smtp://user:${encodeURIComponent('p@ss word')}@${host}`));
    expect(received[0]?.user).toBe('user');
  });

  test('a wrong password is tried again, and the error does not tell it', async () => {
    const { host } = await smtpServer(login);
    const sending = sendMail(mailTo(`smtp://user:guessed@${host}`));
    await expect(sending).rejects.toMatchObject({ code: 'mail_rejected', retryable: true });
    await expect(sending).rejects.not.toThrow('guessed');
  });
});

describe('a refusal', () => {
  const refusing = (responseCode: number): Error => Object.assign(new Error('words of the server'), { responseCode });

  test.each([
    {
      when: 'the recipient, for good',
      options: { onRcptTo: refuse(550) },
      retryable: false,
      words: 'bounced: 550 words',
    },
    { when: 'the recipient, for now', options: { onRcptTo: refuse(450) }, retryable: true, words: '450 words' },
    { when: 'the mail, for good', options: { onData: refuseData(554) }, retryable: false, words: 'bounced: 554 words' },
    { when: 'the mail, for now', options: { onData: refuseData(452) }, retryable: true, words: '452 words' },
    { when: 'the sender: that is about us', options: { onMailFrom: refuse(553) }, retryable: true, words: '553 words' },
  ] as const)('of $when', async ({ options, retryable, words }) => {
    const { host } = await smtpServer(options);
    const sending = sendMail(mailTo(`smtp://${host}`));
    await expect(sending).rejects.toMatchObject({ code: 'mail_rejected', retryable });
    await expect(sending).rejects.toThrow(words);
  });

  function refuse(code: number) {
    return (_address: unknown, _session: unknown, callback: (error: Error) => void) => {
      callback(refusing(code));
    };
  }

  function refuseData(code: number): NonNullable<SMTPServerOptions['onData']> {
    return (stream, _session, callback) => {
      stream.resume().on('end', () => {
        callback(refusing(code));
      });
    };
  }
});

describe('a server that does not work', () => {
  test('a port where nobody listens is tried again', async () => {
    const host = await rawServer(() => undefined);
    await closers.pop()?.();
    await expect(sendMail(mailTo(`smtp://${host}`))).rejects.toMatchObject({ retryable: true });
  });

  test('one that hangs up is tried again', async () => {
    const host = await rawServer((socket) => socket.end('220 hello\r\n'));
    await expect(sendMail(mailTo(`smtp://${host}`))).rejects.toMatchObject({ retryable: true });
  });

  test.each([
    { title: 'says nothing', onSocket: () => undefined },
    {
      title: 'says a little for ever',
      onSocket: (socket: Socket) => {
        const timer = setInterval(() => socket.write('220-wait\r\n'), 20);
        socket.on('close', () => {
          clearInterval(timer);
        });
      },
    },
  ])('one that $title is left in time', async ({ onSocket }) => {
    const closed: Promise<void>[] = [];
    const host = await rawServer((socket) => {
      closed.push(
        new Promise((resolve) =>
          socket.on('close', () => {
            resolve();
          }),
        ),
      );
      onSocket(socket);
    });
    const startedMs = performance.now();
    await expect(sendMail(mailTo(`smtp://${host}`), 200)).rejects.toMatchObject({ retryable: true });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    await Promise.all(closed); // the connection is not left open
  });
});
