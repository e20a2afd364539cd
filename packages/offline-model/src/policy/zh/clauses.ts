/**
 * A Chinese message is taken apart where one request ends and the next begins, and each is said in English where a
 * reading knows its form.
 */
import { withoutLiterals } from '../../text/literals.ts';
import { MOMENT_READINGS } from './moments.ts';
import { NUMBER_READINGS } from './numbers.ts';
import type { Reading } from './reading.ts';
import { RECORD_READINGS } from './records.ts';

/** Every reading; the first whose form a request has says it. */
export const READINGS: readonly Reading[] = [...RECORD_READINGS, ...MOMENT_READINGS, ...NUMBER_READINGS];

const ENDS = /[。！？；!?;]+|\.(?=\s|$)|\n+|，(?=(?:请|再|然后|接着|最后|之后|随后|同时|另外))/gu;
const LEAD =
  /^(?:\d+[.)、]\s*|[-*•]\s+|首先|请|先|麻烦[你您]?|能不能|能否|可以|可否|帮我|帮忙|做完之后|然后|接着|之后|随后|再|最后|另外|同时|[，、\s])+/u;

/** The pieces of a Chinese text in their order, without words of order and courtesy. */
export function clausesZh(text: string): string[] {
  const cleaned = text.replace(/\r/g, '').replace(/^[ \t]*(?:[-*•]|\d+[.)])[ \t]+/gm, '');
  const masked = withoutLiterals(cleaned, '¤');
  const pieces: string[] = [];
  let from = 0;
  for (const match of masked.matchAll(ENDS)) {
    pieces.push(cleaned.slice(from, match.index));
    from = match.index + match[0].length;
  }
  pieces.push(cleaned.slice(from));
  return pieces
    .map((piece) =>
      piece
        .trim()
        .replace(LEAD, '')
        .replace(/[吗呢，、\s]+$/u, ''),
    )
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

/** A Chinese request in English, or nothing when no reading knows its form. */
export function englishOf(clause: string): string | undefined {
  for (const { looks, says } of READINGS) {
    const match = looks.exec(clause);
    if (match) return says(match.slice(1).map((group) => group ?? ''));
  }
  return undefined;
}

const STATEMENT = /^(?:我|您好|你好|大家好|作为|最近|这[次是]|谢|多谢|有几件事|以下|下面|目标|背景)/u;

/** True when a piece that no reading knows is no request all the same. */
export function isSaidOnly(clause: string): boolean {
  return STATEMENT.test(clause);
}
