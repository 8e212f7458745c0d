/** Names hold no control characters, so that one of them can stand before each name. */
const MARK = /[\u0000-\u001f]/u;
/** The most that a name shares with the one before it: the mark says how much. */
const MAX_SHARED = 30;

/** Each name of a window once, in order of first use; what a name shares with the one before is left out. */
export class NameTable {
  readonly #names: string[] = [];
  readonly #places = new Map<string, number>();

  get size(): number {
    return this.#names.length;
  }

  /** @throws RangeError when it has control characters or would change an object's prototype: the model takes no such name. */
  add(name: string): void {
    if (this.#places.has(name)) return;
    if (name === '__proto__' || MARK.test(name)) throw new RangeError(`${JSON.stringify(name)} is not a usable name`);
    this.#places.set(name, this.#names.push(name) - 1);
  }

  place(name: string): number {
    const place = this.#places.get(name);
    if (place === undefined) throw new RangeError(`the name ${name} was not added`);
    return place;
  }

  /** The names as one text: before each a character that says how much it shares with the one before. */
  text(): string {
    let before = '';
    return this.#names
      .map((name) => {
        const shared = sharedLength(before, name);
        before = name;
        return String.fromCharCode(shared) + name.slice(shared);
      })
      .join('');
  }
}

/** The names of such a text, in order. */
export function namesOf(text: string): string[] {
  const names: string[] = [];
  let before = '';
  for (let start = 0; start < text.length;) {
    let end = start + 1;
    while (end < text.length && text.charCodeAt(end) >= 0x20) end += 1;
    before = before.slice(0, text.charCodeAt(start)) + text.slice(start + 1, end);
    names.push(before);
    start = end;
  }
  return names;
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length, MAX_SHARED);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  // A character of two code units is not taken apart.
  return length > 0 && /[\ud800-\udbff]$/.test(a.slice(0, length)) ? length - 1 : length;
}
