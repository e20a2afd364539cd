/** A model's own tokenizer, from the content of its `tokenizer.json`. It adds no tokens of its own. */
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { NexError, parseJsonObject } from '@nex/core';

export interface Tokenizer {
  /** Special tokens that stand in the text become one token each. */
  encode(text: string): number[];
  /** With special tokens; bytes that are no character become U+FFFD. */
  decode(ids: readonly number[]): string;
}

const WHOLE = { skip_special_tokens: false, clean_up_tokenization_spaces: false };

/** Throws `invalid_request` when the text is no `tokenizer.json`. @param where Its place in the request, for errors. */
export function readTokenizer(text: string, where: string): Tokenizer {
  const json = parseJsonObject(text);
  try {
    if (json === undefined) throw new Error('It is no JSON object.');
    const inner = new HuggingFaceTokenizer(json, {});
    inner.encode('a', { add_special_tokens: false });
    const decode = (ids: readonly number[]) => (ids.length === 0 ? '' : inner.decode([...ids], WHOLE));
    const known = new Map<number, string>();
    const decodeOne = (id: number) => {
      const piece = known.get(id) ?? decode([id]);
      known.set(id, piece);
      return piece;
    };
    return {
      encode: (given) => inner.encode(given, { add_special_tokens: false }).ids,
      decode: (ids) => (ids.length === 1 ? decodeOne(ids[0] ?? 0) : decode(ids)),
    };
  } catch (cause) {
    throw new NexError('invalid_request', 'The tokenizer cannot be used: it is no tokenizer.json.', {
      where,
      hint: "Hand over the file tokenizer.json of the model, as it lies beside the model's weights.",
      cause,
    });
  }
}
