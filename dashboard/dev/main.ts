/// <reference types="node" />
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { fakeFleet } from './fake-fleet.ts';
import { fakeServer } from './fake-server.ts';

/** `npx tsx dashboard/dev/main.ts [port] [fleet|empty] [folder of the built page]`: the page with made-up data, for work on the page. */
const [port = '3080', what, folder] = process.argv.slice(2);
const dist = folder === undefined ? undefined : pathToFileURL(`${folder}/`);
const server = fakeServer(what === 'empty' ? [] : fakeFleet, Date.now, dist);
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`The page with made-up data: http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
