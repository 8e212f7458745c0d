/// <reference types="node" />
import { fakeFleet } from './fake-fleet.ts';
import { fakeServer } from './fake-server.ts';

/** `npx tsx dashboard/dev/main.ts [port] [empty]`: the built page with made-up data, for work on the page. */
const [port = '3080', what] = process.argv.slice(2);
const server = fakeServer(what === 'empty' ? [] : fakeFleet, Date.now);
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`The page with made-up data: http://127.0.0.1:${port}/`);
});
