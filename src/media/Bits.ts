/** Bytes of a parameter set without those that only keep start codes apart (ISO/IEC 14496-10, 7.4.1.1). */
export const withoutEmulation = (bytes: Uint8Array): Uint8Array => {
  const isApart = (i: number) => bytes[i] === 3 && bytes[i - 1] === 0 && bytes[i - 2] === 0
  return bytes.filter((_, i) => i < 2 || !isApart(i))
}

/** Reads numbers of any count of bits, one after the other; beyond the end there are only zeros. */
export class Bits {
  readonly #bytes: Uint8Array
  #at: number

  constructor(bytes: Uint8Array, from = 0) {
    this.#bytes = bytes
    this.#at = from * 8
  }

  get isOver(): boolean {
    return this.#at > this.#bytes.length * 8
  }

  skip(count: number): void {
    this.#at += count
  }

  /** At most 32 bits. */
  read(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1)
      this.#at += 1
    }
    return value
  }

  /** A number as long as it is large (Exp-Golomb; ISO/IEC 14496-10, 9.1). */
  unsigned(): number {
    let zeros = 0
    while (zeros < 32 && !this.isOver && this.read(1) === 0) zeros += 1
    return 2 ** zeros - 1 + this.read(zeros)
  }

  signed(): number {
    const value = this.unsigned()
    return value % 2 === 1 ? (value + 1) / 2 : -value / 2
  }
}
