/**
 * Where each token stands in the text that it was made from. Tokens that only together make a character stand in the same
 * place: that of the characters.
 */
import type { Span } from '../template/loss-spans.ts';
import type { Tokenizer } from './tokenizer.ts';

/** More tokens than the characters of any text are cut into. */
const MAX_GROUP = 16;
const UNKNOWN = '\ufffd';

/** One for each token, in order and without gaps; `undefined` when the tokens give another text. */
export function tokenPlaces(
  text: string,
  ids: readonly number[],
  { decode }: Pick<Tokenizer, 'decode'>,
): Span[] | undefined {
  const places: Span[] = [];
  let start = 0;
  let first = 0;
  while (first < ids.length) {
    const group = groupAt(text, start, ids, first, decode);
    if (!group) return undefined;
    const end = start + group.length;
    for (let count = 0; count < group.count; count += 1) places.push({ start, end });
    start = end;
    first += group.count;
  }
  return start === text.length ? places : undefined;
}

interface Group {
  /** Tokens. */
  count: number;
  /** Of its text. */
  length: number;
}

type Decode = Tokenizer['decode'];

/** The shortest run of tokens that gives the text that comes next. */
function groupAt(
  text: string,
  start: number,
  ids: readonly number[],
  first: number,
  decode: Decode,
): Group | undefined {
  for (let count = 1; count <= MAX_GROUP && first + count <= ids.length; count += 1) {
    const piece = pieceAt(text, start, ids, first, count, decode);
    if (piece === undefined) continue;
    return {
      count: piece.includes(UNKNOWN) ? wholeCount(piece, ids, first, count, decode) : count,
      length: piece.length,
    };
  }
  return undefined;
}

/** Some decoders write a token otherwise at the beginning of a text, so it is tried behind the token before it, too. */
function pieceAt(
  text: string,
  start: number,
  ids: readonly number[],
  first: number,
  count: number,
  decode: Decode,
): string | undefined {
  const group = ids.slice(first, first + count);
  const alone = decode(group);
  if (alone !== '' && text.startsWith(alone, start)) return alone;
  if (first === 0) return undefined;
  const before = ids.slice(first - 1, first);
  const head = decode(before);
  const both = decode([...before, ...group]);
  const behind = both.startsWith(head) ? both.slice(head.length) : '';
  return behind !== '' && text.startsWith(behind, start) ? behind : undefined;
}

/** A text may hold the sign that stands for bytes which are no character: all of its bytes belong to it. */
function wholeCount(
  piece: string,
  ids: readonly number[],
  first: number,
  count: number,
  decode: Decode,
): number {
  for (let more = count + 1; more <= count + 2 && first + more <= ids.length; more += 1) {
    if (decode(ids.slice(first, first + more)) === piece) count = more;
  }
  return count;
}
