import { readFile } from 'node:fs/promises';
import module from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Twice as fine as its size says, for screens with small pixels. */
const ZOOM = 2;

/**
 * Both lie in the function's package under node_modules (serverless.yml names them), because a bundle of text would make them a
 * third larger; so they are found in the same way there, here and in tests.
 */
const WASM = '@resvg/resvg-wasm/index_bg.wasm';
const FONT = '@fontsource/inter/files/inter-latin-400-normal.woff2';

let ready: Promise<Uint8Array> | undefined;

/** A PNG of an SVG. Its font has digits and Latin letters only. */
export async function pngOf(svg: string): Promise<Buffer> {
  ready ??= load();
  const font = await ready.catch((error: unknown) => {
    ready = undefined;
    throw error;
  });
  const drawing = new Resvg(svg, {
    font: { fontBuffers: [font], defaultFontFamily: 'Inter' },
    fitTo: { mode: 'zoom', value: ZOOM },
    background: '#ffffff',
  });
  const image = drawing.render();
  const png = Buffer.from(image.asPng());
  image.free();
  drawing.free();
  return png;
}

/** WebAssembly takes tens of milliseconds to compile: done once, at the first chart. */
async function load(): Promise<Uint8Array> {
  const { resolve } = module.createRequire(import.meta.url);
  const [wasm, font] = await Promise.all([readFile(resolve(WASM)), readFile(resolve(FONT))]);
  await initWasm(wasm);
  return font;
}
