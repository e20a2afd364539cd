/** Two small tokenizers of our own, in the form of `tokenizer.json`: byte-level as most are, and one that falls back to bytes. */
import { digestText } from '@nex/core/digest';

/** What the merges are learned from. */
const CORPUS =
  'the tea is green and the tea is black the tool call search query name arguments sencha assam think system user assistant green tea green tea';
const SPECIAL = [
  '<s>',
  '<|system|>',
  '<|user|>',
  '<|assistant|>',
  '<|tool|>',
  '<|end|>',
  '<think>',
  '</think>',
];
const MERGES = 60;

/** Signs for the 256 bytes as byte-level tokenizers have them: printable ones stand for themselves. */
function byteSigns(): string[] {
  const isPlain = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let more = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    if (isPlain(byte)) return String.fromCodePoint(byte);
    more += 1;
    return String.fromCodePoint(more - 1);
  });
}

/** The most frequent pair first; equal ones by their signs. */
function learnMerges(words: string[][]): [string, string][] {
  const merges: [string, string][] = [];
  while (merges.length < MERGES) {
    const counts = new Map<string, number>();
    for (const word of words)
      for (let at = 1; at < word.length; at += 1) {
        const pair = `${word[at - 1]} ${word[at]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    const [best] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    const [left = '', right = ''] = best?.[0].split(' ') ?? [];
    if (left === '') return merges;
    merges.push([left, right]);
    words = words.map((word) => {
      const joined: string[] = [];
      for (let at = 0; at < word.length; at += 1) {
        const isPair = word[at] === left && word[at + 1] === right;
        joined.push(isPair ? left + right : (word[at] ?? ''));
        if (isPair) at += 1;
      }
      return joined;
    });
  }
  return merges;
}

function tokenizerJson(signs: readonly string[], space: string, parts: object, model: object): string {
  const words = CORPUS.split(' ').map((word, at) => [...(at === 0 ? word : space + word)]);
  const merges = learnMerges(words);
  const vocab: Record<string, number> = {};
  for (const token of [...signs, ...merges.map(([left, right]) => left + right)])
    vocab[token] ??= Object.keys(vocab).length;
  const first = Object.keys(vocab).length;
  return JSON.stringify({
    version: '1.0',
    added_tokens: SPECIAL.map((content, at) => ({
      id: first + at,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    ...parts,
    model: { type: 'BPE', vocab, merges, ...model },
  });
}

/** As GPT-2, Llama 3 and Qwen have it; characters of several bytes are several tokens. */
export const BYTE_LEVEL = tokenizerJson(
  byteSigns(),
  'Ġ',
  {
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true },
  },
  { fuse_unk: false, byte_fallback: false },
);

/** As Gemma has it: a sign for the space, and bytes for what is not in the vocabulary. */
export const BYTE_FALLBACK = tokenizerJson(
  [
    '<unk>',
    ...Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
    '▁',
    ...'abcdefghijklmnopqrstuvwxyz',
  ],
  '▁',
  {
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
      ],
    },
  },
  { unk_token: '<unk>', fuse_unk: true, byte_fallback: true },
);

export const TOKENIZERS: ReadonlyMap<string, string> = new Map(
  [BYTE_LEVEL, BYTE_FALLBACK].map((text) => [digestText(text), text]),
);
