import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BSON, type Document } from 'bson';
import fc from 'fast-check';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { MongoClient } from 'mongodb';
import { startTestMongo, type TestMongo } from '../testing.ts';
import { crc32c } from './crc32c.ts';

const OP_MSG = 2013;

function message(opcode: number, payload: Buffer, length = payload.length + 16): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(length, 0);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(opcode, 12);
  return Buffer.concat([head, payload]);
}

function msg(command: Document, flags = 0, sections: Buffer[] = []): Buffer {
  const flagBytes = Buffer.alloc(4);
  flagBytes.writeUInt32LE(flags);
  return message(OP_MSG, Buffer.concat([flagBytes, Buffer.of(0), BSON.serialize(command), ...sections]));
}

function sequence(name: string, docs: Document[]): Buffer {
  const body = Buffer.concat([Buffer.from(`${name}\0`), ...docs.map((doc) => BSON.serialize(doc))]);
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeInt32LE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

describe('the wire protocol', () => {
  let mongo: TestMongo;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    mongo = await startTestMongo();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await mongo.remove();
  });

  async function open(): Promise<Socket> {
    const socket = connect(mongo.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** Sends bytes and gives the documents of all answers until the server closes or `replies` came. */
  async function ask(bytes: Buffer | Buffer[], replies = 1): Promise<Document[]> {
    const socket = await open();
    for (const part of [bytes].flat()) socket.write(part);
    const found: Document[] = [];
    let have = Buffer.alloc(0);
    for await (const part of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      have = Buffer.concat([have, part]);
      while (have.length >= 4 && have.length >= have.readInt32LE(0)) {
        const end = have.readInt32LE(0);
        const start = have.readInt32LE(12) === 1 ? 36 : 21;
        found.push(BSON.deserialize(have.subarray(start, end)));
        have = have.subarray(end);
      }
      if (found.length >= replies) break;
    }
    return found;
  }

  test('answers OP_MSG', async () => {
    expect(await ask(msg({ ping: 1, $db: 'admin' }))).toEqual([{ ok: 1 }]);
  });

  test('answers a message that comes byte by byte, and several that come at once', async () => {
    const ping = msg({ ping: 1, $db: 'admin' });
    expect(await ask([...ping].map((byte) => Buffer.of(byte)))).toEqual([{ ok: 1 }]);
    expect(await ask(Buffer.concat([ping, ping, ping]), 3)).toHaveLength(3);
  });

  test('answers the old handshake by OP_QUERY, and nothing else by it', async () => {
    const query = (name: string): Buffer =>
      message(
        2004,
        Buffer.concat([
          Buffer.alloc(4),
          Buffer.from(`${name}\0`),
          Buffer.alloc(8),
          BSON.serialize({ ismaster: 1, helloOk: true }),
        ]),
      );
    expect(await ask(query('admin.$cmd'))).toMatchObject([
      { ismaster: true, helloOk: true, maxWireVersion: 17, ok: 1 },
    ]);
    expect(await ask(query('admin.things'))).toMatchObject([{ ok: 0, errmsg: expect.stringContaining('OP_QUERY') }]);
  });

  test('takes document sequences, and answers nothing to who wants no answer', async () => {
    const insert = msg({ insert: 'c', $db: 'd' }, 2, [sequence('documents', [{ _id: 1 }, { _id: 2 }])]);
    const replies = await ask(Buffer.concat([insert, msg({ count: 'c', $db: 'd' })]));
    expect(replies).toEqual([{ n: 2, ok: 1 }]);
  });

  test('checks a checksum', async () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    const plain = msg({ ping: 1, $db: 'admin' }, 1);
    plain.writeInt32LE(plain.length + 4, 0);
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32c(plain));
    expect(await ask(Buffer.concat([plain, sum]))).toEqual([{ ok: 1 }]);
    sum.writeUInt32LE((crc32c(plain) ^ 1) >>> 0);
    expect(await ask(Buffer.concat([plain, sum]))).toMatchObject([
      { ok: 0, errmsg: expect.stringContaining('checksum') },
    ]);
  });

  test.each([
    ['text of another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), /is this a MongoDB client/],
    ['a length of nothing', message(OP_MSG, Buffer.alloc(4), 3), /length of 3 bytes/],
    ['a length of 100 MB', message(OP_MSG, Buffer.alloc(4), 100_000_000), /length of 100000000 bytes/],
    ['a compressed message', message(2012, Buffer.alloc(20)), /compression/],
    ['an unknown operation', message(2001, Buffer.alloc(20)), /operation code 2001/],
    ['unknown flags', msg({ ping: 1, $db: 'admin' }, 4), /unknown flags/],
    ['no body', message(OP_MSG, Buffer.concat([Buffer.alloc(4), sequence('documents', [{}])])), /no body/],
    [
      'two bodies',
      msg({ ping: 1, $db: 'admin' }, 0, [Buffer.concat([Buffer.of(0), BSON.serialize({})])]),
      /two bodies/,
    ],
    [
      'an unknown section',
      msg({ ping: 1, $db: 'admin' }, 0, [Buffer.concat([Buffer.of(9), BSON.serialize({})])]),
      /section kind 9/,
    ],
    [
      'a section that is cut off',
      message(OP_MSG, Buffer.from([0, 0, 0, 0, 0, 99, 0, 0, 0, 0])),
      /longer than the message/,
    ],
    [
      'the same sequence twice',
      msg({ insert: 'c', $db: 'd' }, 0, [sequence('documents', [{}]), sequence('documents', [{}])]),
      /twice/,
    ],
  ])('refuses %s in words and closes', async (_, bytes, words) => {
    const replies = await ask(bytes, 2);
    expect(replies).toHaveLength(1);
    expect(replies[0]).toMatchObject({ ok: 0, errmsg: expect.stringMatching(words) });
  });

  test('keeps a connection whose command is wrong', async () => {
    const replies = await ask(
      [msg({ nonsense: 1, $db: 'admin' }), msg({ ping: 1 }), msg({ ping: 1, $db: 'admin' })],
      3,
    );
    expect(replies).toMatchObject([
      { ok: 0, code: 59, codeName: 'CommandNotFound' },
      { ok: 0, code: 40571 },
      { ok: 1 },
    ]);
  });

  test('outlives broken messages of every kind', async () => {
    const good = [
      msg({ ping: 1, $db: 'admin' }),
      msg({ find: 'c', filter: { a: { $gt: 1 } }, $db: 'd' }),
      msg({ insert: 'c', $db: 'd' }, 0, [sequence('documents', [{ a: [1, { b: 2 }] }])]),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
        async (original, changes) => {
          const bytes = Buffer.from(original);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const socket = await open();
          socket.end(bytes);
          socket.resume();
          await once(socket, 'close');
        },
      ),
      { numRuns: 300 },
    );
    const client = await MongoClient.connect(mongo.uri);
    expect(await client.db('d').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    expect(mongo.lines.filter((line) => line.startsWith('An error inside'))).toEqual([]);
  });
});
