import { setFlagsFromString } from 'node:v8';

/**
 * The agent works some milliseconds a second, all its life. Compiling that to machine code gains no time (measured: it costs
 * some) and takes 7 MB of memory, so V8 only interprets. Must be the first import of `main.ts`, before anything is compiled.
 */
for (const flag of ['--no-opt', '--no-sparkplug']) setFlagsFromString(flag);
