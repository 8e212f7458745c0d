import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { mergeAll, type Window, windowOfSample } from '../shared/model/window.ts';
import type { WindowsReply } from '../shared/model/wire.ts';

/**
 * Many agents in one process: every loopback address on this port is one of them. Each answer carries one closed window
 * with 5 groups and 2 filesystems and the open one, as an agent does that is pulled once a minute.
 * Prints its port; ends with its parent.
 */
const EPOCH = '00000000000000aa';
const MINUTE = 60_000;

const template = minuteOf(0);

const server = createServer((request, response) => {
  const after = new URL(request.url ?? '/', 'http://agent').searchParams.get('after');
  const sequence = after ? Number(after.split(':')[1]) + 1 : 1;
  const nowMs = Date.now();
  const startMs = Math.floor(nowMs / MINUTE) * MINUTE - MINUTE;
  const reply: WindowsReply = {
    version: 1,
    nowMs,
    facts: {
      agentVersion: '0.1.0',
      hostName: 'simulated',
      platform: 'linux',
      cores: 8,
      memoryBytes: 2 ** 35,
      simulated: true,
    },
    windowMs: MINUTE,
    windows: [{ ...template, startMs }],
    cursor: `${EPOCH}:${sequence}`,
    more: false,
    gap: false,
    open: { ...template, startMs: startMs + MINUTE },
  };
  const body = Buffer.from(JSON.stringify(reply));
  const packed = (request.headers['accept-encoding'] ?? '').includes('gzip') ? gzipSync(body, { level: 1 }) : null;
  response.writeHead(200, { 'content-type': 'application/json', ...(packed ? { 'content-encoding': 'gzip' } : {}) });
  response.end(packed ?? body);
});
server.keepAliveTimeout = 120_000;
server.listen(0, '0.0.0.0', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
process.on('disconnect', () => process.exit(0));

/** A minute of plausible seconds: five crawler groups, two filesystems. */
function minuteOf(startMs: number): Window {
  const seconds = Array.from({ length: 60 }, (_, i) => {
    const wave = Math.round(200 + 150 * Math.sin(i / 7));
    const group = (n: number) => ({
      count: 3 + n,
      cpuCores: wave + 31 * n,
      memoryBytes: 4_000 + 37 * n + (i % 5),
      ageSeconds: (3 + n) * (90_000 + i),
    });
    const groups = Object.fromEntries(
      ['news', 'shop', 'price', 'image', 'forum'].map((name, n) => [`scrapy:${name}`, group(n)]),
    );
    const host = {
      cpu_busy_ratio: wave,
      cpu_iowait_ratio: i % 4,
      cpu_steal_ratio: i % 3,
      memory_used_bytes: 180_000 + i,
      memory_used_ratio: 343,
      swap_used_bytes: 10,
      load1: 250 + i,
      cpu_pressure_ratio: i % 9,
      memory_pressure_ratio: 0,
      io_pressure_ratio: i % 2,
      disk_read_bytes_per_second: (i * 37) % 900,
      disk_written_bytes_per_second: (i * 91) % 4_000,
      network_received_bytes_per_second: 9_000 + ((i * 501) % 7_000),
      network_sent_bytes_per_second: 700 + ((i * 71) % 300),
      process_count: 210 + (i % 3),
      tcp_connection_count: 380 + (i % 40),
    };
    const top = Array.from({ length: 5 }, (_unused, n) => ({
      pid: 1000 + n,
      name: 'python3',
      cpuCores: wave - n,
      memoryBytes: 1500 + n,
    }));
    const filesystems = {
      '/': { totalBytes: 1_500_000, usedBytes: 700_000 + i },
      '/data': { totalBytes: 9_000_000, usedBytes: 2_000_000 + i },
    };
    return windowOfSample({ atMs: startMs + i * 1000, host, filesystems, groups, top, failed: [] }, MINUTE);
  });
  const minute = mergeAll(seconds);
  if (!minute) throw new RangeError('a minute has seconds');
  return minute;
}
