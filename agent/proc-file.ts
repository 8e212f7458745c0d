import { closeSync, openSync, readSync } from 'node:fs';

/** Reused by every read, because the agent reads some hundred small files a second and must leave no garbage. */
const buffer = Buffer.allocUnsafe(65_536);
const MAX_TEXT_BYTES = 4 << 20;

/**
 * The whole text of a small file of `/proc` or `/sys`. Such files never block and give what they hold in pages, so they are
 * read to the end, synchronously.
 * @throws the file system's error when it cannot be read.
 */
export function readText(path: string): string {
  const file = openSync(path, 'r');
  try {
    let length = readSync(file, buffer, 0, buffer.length, null);
    if (length === 0) return '';
    let text = buffer.toString('latin1', 0, length);
    while ((length = readSync(file, buffer, 0, buffer.length, null)) > 0 && text.length < MAX_TEXT_BYTES) {
      text += buffer.toString('latin1', 0, length);
    }
    return text;
  } finally {
    closeSync(file);
  }
}

/** The first bytes of a file as UTF-8: names and command lines, of which the beginning is enough. */
export function readUtf8Start(path: string, maxBytes: number): string {
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, buffer, 0, Math.min(maxBytes, buffer.length), null);
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}

/** The text of a file that is kept open, from its beginning: `/proc` makes it anew for each such read. */
export function readKeptOpen(file: number): string {
  return buffer.toString('latin1', 0, readSync(file, buffer, 0, 4096, 0));
}

/** Whether an error of the file system has one of these codes (`ENOENT`, …). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
