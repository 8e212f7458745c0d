// Preloaded into every child process of the local system (node --import). The runner holds an IPC channel to each child:
// when the runner is gone, however it went, the channel closes, and the child ends.
import { isMainThread } from 'node:worker_threads';

/** Time to end by itself, in milliseconds. */
const GRACE_MS = 2500;

if (isMainThread && process.channel) {
  process.on('disconnect', () => {
    // The child leads its group: what it has started goes with it.
    process.on('exit', () => process.kill(-process.pid, 'SIGKILL'));
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The channel alone must not keep a child alive that has nothing more to do.
  process.channel.unref();

  // In Lambda a failed asynchronous invocation harms itself alone. Under serverless-offline it rejects a promise that
  // nobody awaits, which would end all functions.
  process.on('unhandledRejection', (reason) => {
    console.error('unhandled rejection:', reason);
  });
}
