/** Bits that a whole safe number may need. */
const MAX_BITS = 53;
/** The length of a number stands before it in five bits; this one says that all 53 follow. */
const LENGTH_BITS = 5;
const ALL_FOLLOW = 31;
/** The most that one step takes: with up to seven bits left over they fit the 32 of JavaScript's bitwise operators. */
const STEP_BITS = 24;
const STEP = 1 << STEP_BITS;

/** How many bits a number needs: 0 for 0, 3 for 4 to 7, never more than a safe number has. */
function bitLength(value: number): number {
  if (value < 0x1_0000_0000) return 32 - Math.clz32(value);
  return value > Number.MAX_SAFE_INTEGER ? MAX_BITS : 64 - Math.clz32(Math.floor(value / 0x1_0000_0000));
}

/** Whole numbers, most significant bit first, without gaps between them. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #held = 0;
  #heldBits = 0;

  /** A number below 2^bits. */
  bits(value: number, bits: number): void {
    if (bits > STEP_BITS) {
      this.bits(Math.floor(value / STEP), bits - STEP_BITS);
      this.bits(value % STEP, STEP_BITS);
      return;
    }
    this.#held = (this.#held << bits) | value;
    this.#heldBits += bits;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      this.#bytes.push((this.#held >>> this.#heldBits) & 0xff);
    }
    this.#held &= (1 << this.#heldBits) - 1;
  }

  flag(value: boolean): void {
    this.bits(value ? 1 : 0, 1);
  }

  /** A number of which both sides know that it lies in 0 to `most`: it takes no more bits than that needs. */
  upTo(most: number, value: number): void {
    if (!Number.isSafeInteger(value) || value < 0 || value > most)
      throw new RangeError(`${value} is not a whole number from 0 to ${most}`);
    this.bits(value, bitLength(most));
  }

  /** Any whole number from 0 to 2^53 − 1; its length, then its bits after the first, which is 1. */
  number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a whole number`);
    const length = bitLength(value);
    if (length < ALL_FOLLOW) {
      this.bits(length, LENGTH_BITS);
      if (length > 1) this.bits(value - (1 << (length - 1)), length - 1);
    } else {
      this.bits(ALL_FOLLOW, LENGTH_BITS);
      this.bits(value, MAX_BITS);
    }
  }

  /** All bytes; the last is filled up with zeros. */
  end(): Uint8Array {
    if (this.#heldBits > 0) this.bits(0, 8 - this.#heldBits);
    return Uint8Array.from(this.#bytes);
  }
}

/** Reads what a BitWriter wrote, in the same order and with the same bounds. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #place: number;
  #held = 0;
  #heldBits = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#place = start;
  }

  /** @throws RangeError behind the end. */
  bits(bits: number): number {
    if (bits > STEP_BITS) return this.bits(bits - STEP_BITS) * STEP + this.bits(STEP_BITS);
    let held = this.#held;
    let heldBits = this.#heldBits;
    while (heldBits < bits) {
      const byte = this.#bytes[this.#place];
      if (byte === undefined) throw new RangeError('the bytes end too early');
      this.#place += 1;
      held = (held << 8) | byte;
      heldBits += 8;
    }
    heldBits -= bits;
    this.#held = held & ((1 << heldBits) - 1);
    this.#heldBits = heldBits;
    return held >>> heldBits;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  upTo(most: number): number {
    return this.bits(bitLength(most));
  }

  number(): number {
    const length = this.bits(LENGTH_BITS);
    if (length === ALL_FOLLOW) return this.bits(MAX_BITS);
    return length < 2 ? length : (1 << (length - 1)) + this.bits(length - 1);
  }
}
