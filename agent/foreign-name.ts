import { LIMITS } from '../shared/model/sample.ts';

/**
 * A name from outside (process, mount, group) as the model's `ForeignName` takes it: no control characters, at most
 * `LIMITS.nameLength` UTF-16 units, never empty and never `__proto__`.
 */
export function foreignName(text: string, whenEmpty = 'unnamed'): string {
  const clean = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  const name = cut(clean, LIMITS.nameLength);
  if (name === '') return whenEmpty;
  return name === '__proto__' ? '_proto_' : name;
}

/** Cut to so many UTF-16 units, never in the middle of a character. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const lastUnit = text.charCodeAt(length - 1);
  const splits = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
  return text.slice(0, splits ? length - 1 : length);
}
