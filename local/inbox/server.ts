import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../listen.ts';
import { MailFolder } from './mail-folder.ts';
import { reply } from './routes.ts';
import { startSmtp } from './smtp.ts';

export interface InboxOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly smtpPort: number;
  readonly httpPort: number;
  /** Folder that keeps the mails. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
}

export interface RunningInbox {
  /** For SMTP_URL, `smtp://host:port`. */
  readonly smtpUrl: string;
  /** The page and the JSON API. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a mail server that keeps every mail, and a page to read them.
 * @throws Error EADDRINUSE when a port is taken.
 */
export async function startInbox(options: InboxOptions): Promise<RunningInbox> {
  const { host, log } = options;
  const folder = new MailFolder(options.dataDir);
  const smtp = await startSmtp(host, options.smtpPort, folder, log);
  const server = createServer((request, response) => {
    answer(request, response, host, folder).catch((error: unknown) => {
      log(`inbox: ${String(error)}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  let port: number;
  try {
    port = await listen(server, options.httpPort, host);
  } catch (error) {
    await smtp.close();
    throw error;
  }
  return {
    smtpUrl: `smtp://${host}:${smtp.port}`,
    url: `http://${host}:${port}`,
    async close() {
      server.closeAllConnections();
      await Promise.all([smtp.close(), new Promise((resolve) => server.close(resolve))]);
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
  folder: MailFolder,
): Promise<void> {
  if (!isFromHere(request, host)) {
    response.writeHead(403).end('This inbox answers only to pages and names of this machine.\n');
    return;
  }
  request.resume();
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { status, headers, body } = await reply(request.method ?? '', url, folder);
  response.writeHead(status, { ...headers, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  response.end(body);
}

/** Keeps web pages out: those that have pointed their own name at loopback, and those that post here from elsewhere. */
function isFromHere({ headers, method }: IncomingMessage, host: string): boolean {
  const name = /^(.*?)(?::\d+)?$/.exec(headers.host ?? '')?.[1] ?? '';
  if (![host, 'localhost', '127.0.0.1', '[::1]'].includes(name)) return false;
  return method === 'GET' || headers.origin === undefined || headers.origin === `http://${headers.host ?? ''}`;
}
