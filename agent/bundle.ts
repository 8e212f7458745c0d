import { buildAgent } from './build.ts';

console.log(await buildAgent());
