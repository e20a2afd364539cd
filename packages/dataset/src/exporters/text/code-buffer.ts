/**
 * A text as UTF-16 codes in a buffer. To rewrite one sign by sign there takes less time than to put it together from its
 * pieces, and leaves no garbage. The codes have the order of bytes that little-endian machines have.
 */
export class CodeBuffer {
  readonly codes: Uint16Array;
  readonly #bytes: Buffer;
  readonly #narrow: Buffer;

  constructor(size: number) {
    this.codes = new Uint16Array(size);
    this.#bytes = Buffer.from(this.codes.buffer);
    this.#narrow = Buffer.alloc(size);
  }

  /** Takes a text that fits in, and gives its length. */
  load(text: string): number {
    return this.#bytes.write(text, 'utf16le') / 2;
  }

  /**
   * The first codes as a text.
   * @param bits All bits that are in them: of a text without codes above 255 the engine needs half the bytes.
   */
  text(length: number, bits: number): string {
    if (bits > 255) return this.#bytes.toString('utf16le', 0, length * 2);
    const { codes } = this;
    const narrow = this.#narrow;
    for (let at = 0; at < length; at += 1) narrow[at] = codes[at] as number;
    return narrow.toString('latin1', 0, length);
  }
}
