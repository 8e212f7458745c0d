import { BSON, type Document } from 'bson';

/** Whole numbers below a bound, the same for the same seed (mulberry32, public domain). */
export type Chance = (below: number) => number;

export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const OP_MSG = 2013;

function message(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(payload.length + 16, 0);
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

/** What is broken: each kind of command and section. */
const GOOD: readonly Buffer[] = [
  msg({ ping: 1, $db: 'admin' }),
  msg({ hello: 1, client: { driver: { name: 'x', version: '1' } }, $db: 'admin' }),
  msg({ find: 'c', filter: { a: { $gt: 1 }, b: { $in: [1, 'x', null] } }, sort: { a: 1 }, limit: 1, $db: 'd' }),
  msg({ insert: 'c', $db: 'd' }, 0, [sequence('documents', [{ _id: 1, a: [1, { b: new Date(5) }] }])]),
  msg({ update: 'c', $db: 'd' }, 0, [sequence('updates', [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }])]),
  msg({ delete: 'c', deletes: [{ q: { a: 7 }, limit: 1 }], $db: 'd' }),
  msg({
    aggregate: 'c',
    pipeline: [{ $match: { a: 1 } }, { $group: { _id: '$a', n: { $sum: 1 } } }],
    cursor: {},
    $db: 'd',
  }),
  msg({ getMore: 5n, collection: 'c', $db: 'd' }),
];

type Break = (good: Buffer, chance: Chance) => Buffer;

const bytes = (length: number, chance: Chance): Buffer => Buffer.from(Array.from({ length }, () => chance(256)));

function withLength(broken: Buffer, length = broken.length): Buffer {
  broken.writeInt32LE(length, 0);
  return broken;
}

const flipped: Break = (good, chance) => {
  const broken = Buffer.from(good);
  for (let i = chance(8); i >= 0; i -= 1) {
    const at = 4 + chance(broken.length - 4);
    broken[at] = (broken[at] ?? 0) ^ (1 << chance(8));
  }
  return broken;
};

/** Numbers with which lengths go wrong. */
const SIZES = [-1, 0, 1, 4, 5, 15, 16, 17, 255, 65_536, 48_000_000, 48_000_001, 0x7fffffff, -0x80000000];
const sizeOf = (chance: Chance): number => SIZES[chance(SIZES.length)] ?? 0;

/** A document in a document in a document. */
function deep(levels: number, type: 3 | 4): Buffer {
  const open = Buffer.concat([Buffer.alloc(4), Buffer.from([type, 0x30, 0])]);
  const all = Buffer.concat([
    ...Array.from({ length: levels }, () => open),
    Buffer.from([5, 0, 0, 0, 0]),
    Buffer.alloc(levels),
  ]);
  for (let i = 0; i < levels; i += 1) all.writeInt32LE(all.length - i * (open.length + 1), i * open.length);
  return all;
}

/** The ways in which messages are broken. */
export const BREAKS: Readonly<Record<string, Break>> = {
  'random bytes': (_, chance) => bytes(1 + chance(200), chance),
  'random bytes after a header': (_, chance) => message(OP_MSG, bytes(chance(200), chance)),
  'bits flipped': flipped,
  'cut off': (good, chance) => good.subarray(0, chance(good.length)),
  'cut off, with that length': (good, chance) =>
    withLength(Buffer.from(good.subarray(0, 16 + chance(good.length - 16)))),
  'another length': (good, chance) => withLength(Buffer.from(good), sizeOf(chance)),
  'another length inside': (good, chance) => {
    const broken = Buffer.from(good);
    broken.writeInt32LE(sizeOf(chance), 16 + chance(broken.length - 20));
    return broken;
  },
  'another operation': (good, chance) => {
    const broken = Buffer.from(good);
    broken.writeInt32LE([1, 2001, 2004, 2005, 2010, 2012, 0x7fffffff, chance(3000)][chance(8)] ?? 0, 12);
    return broken;
  },
  'a wrong checksum': (good, chance) => {
    const broken = Buffer.concat([good, bytes(4, chance)]);
    broken.writeUInt32LE(1, 16);
    return withLength(broken);
  },
  'other flags': (good, chance) => {
    const broken = Buffer.from(good);
    broken.writeUInt32LE(chance(0x100000000), 16);
    return broken;
  },
  'deeply nested': (_, chance) => {
    const body = deep(50 + chance(3000), chance(2) === 0 ? 3 : 4);
    return message(OP_MSG, Buffer.concat([Buffer.alloc(5), body]));
  },
  'more after it': (good, chance) => Buffer.concat([good, bytes(1 + chance(40), chance)]),
};

/** One broken message. */
export function brokenMessage(chance: Chance): Buffer {
  const breaks = Object.values(BREAKS);
  const good = GOOD[chance(GOOD.length)] ?? Buffer.alloc(16);
  return breaks[chance(breaks.length)]?.(good, chance) ?? good;
}

/** Whether the server answers it or closes the connection without waiting for more. */
export const isWhole = (sent: Buffer): boolean =>
  sent.length >= 20 &&
  sent.readInt32LE(0) === sent.length &&
  (sent.readInt32LE(12) !== OP_MSG || ((sent[16] ?? 0) & 2) === 0);
