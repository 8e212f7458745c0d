import { closeSync, openSync, readSync } from 'node:fs';

/** Reused by every read, because the agent reads some hundred small files a second and must leave no garbage. */
const buffer = Buffer.allocUnsafe(65_536);
const START_BYTES = 4096;
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

/**
 * The first 4 KiB of a file, in one read: the kernel makes most files of `/proc` in one piece, and of a command line the
 * beginning is enough.
 * @throws the file system's error when it cannot be read.
 */
export function readStart(path: string, encoding: 'latin1' | 'utf8' = 'latin1'): string {
  const file = openSync(path, 'r');
  try {
    return buffer.toString(encoding, 0, readSync(file, buffer, 0, START_BYTES, null));
  } finally {
    closeSync(file);
  }
}

/** The text of a file that is kept open, from its beginning: `/proc` makes it anew for each such read. */
export function readKeptOpen(file: number): string {
  return buffer.toString('latin1', 0, readSync(file, buffer, 0, START_BYTES, 0));
}

/** Whether an error of the file system has one of these codes (`ENOENT`, …). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
