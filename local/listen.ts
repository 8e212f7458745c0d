import type { AddressInfo, Server } from 'node:net';

/**
 * Listens and says on which port, which differs from the wish when that was 0.
 * @throws Error with code EADDRINUSE or EACCES.
 */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
