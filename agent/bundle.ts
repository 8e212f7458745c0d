import { buildAgent } from './build.ts';

/** `npm run agent:build`: the file that is copied to servers. */
console.log(`agent bundled into ${await buildAgent()}`);
