/** The text of a `tokenizer.json` with a token for each byte: the smallest that reads and writes every text. */
export function byteTokenizer(): string {
  const prints = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let more = 255;
  const signs = Array.from({ length: 256 }, (_, byte) => {
    if (!prints(byte)) more += 1;
    return String.fromCodePoint(prints(byte) ? byte : more);
  });
  const level = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };
  return JSON.stringify({
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: level,
    post_processor: null,
    decoder: level,
    model: { type: 'BPE', vocab: Object.fromEntries(signs.map((sign, byte) => [sign, byte])), merges: [] },
  });
}
