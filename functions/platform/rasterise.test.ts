import { inflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { pngOf } from './rasterise.ts';

const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" font-family="Inter" font-size="20">${content}</svg>`;

/** Width, height and the sum of all bytes of the rows: enough to see whether something was drawn. */
function read(png: Buffer) {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const ink = new Set(inflateSync(Buffer.concat(parts))).size;
  return { signature: png.toString('latin1', 1, 4), size: [png.readUInt32BE(16), png.readUInt32BE(20)], ink };
}

test('an SVG becomes a PNG of twice its size', async () => {
  expect(read(await pngOf(svg('')))).toMatchObject({ signature: 'PNG', size: [240, 80] });
});

test('letters are drawn: their font is there', async () => {
  const empty = read(await pngOf(svg('')));
  const written = read(await pngOf(svg('<text x="5" y="30">12:34 GiB</text>')));
  expect(written.ink).toBeGreaterThan(empty.ink + 20);
});

test('what is no SVG is an error, and the next one is drawn all the same', async () => {
  await expect(pngOf('no picture')).rejects.toThrow();
  expect(read(await pngOf(svg('')))).toMatchObject({ signature: 'PNG' });
});
