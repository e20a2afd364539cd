/** Personas that are all different: near-duplicates and mixed languages are refused as they come. */
import type { Persona } from '@nex/core';
import { isChinese, isEnglish } from './language-purity.ts';

/** Share of the words of two personas together that both have, from which they count as the same person. */
const SAME_PERSON = 0.8;

export interface PersonaPool {
  readonly size: number;
  /** False when it is refused. */
  add(persona: Persona): boolean;
  all(): Persona[];
  /** How many were refused, and why. */
  readonly refused: { doubled: number; mixed: number };
}

export function createPersonaPool(): PersonaPool {
  const kept: { persona: Persona; words: Set<string> }[] = [];
  const chinese = new Set<string>();
  const refused = { doubled: 0, mixed: 0 };
  return {
    get size() {
      return kept.length;
    },
    refused,
    all: () => kept.map((one) => one.persona),
    add(given) {
      const persona = { persona: given.persona.trim(), persona_chinese: given.persona_chinese.trim() };
      if (!isEnglish(persona.persona) || !isChinese(persona.persona_chinese)) {
        refused.mixed += 1;
        return false;
      }
      const words = wordsOf(persona.persona);
      if (
        chinese.has(persona.persona_chinese) ||
        kept.some((one) => overlap(one.words, words) >= SAME_PERSON)
      ) {
        refused.doubled += 1;
        return false;
      }
      kept.push({ persona, words });
      chinese.add(persona.persona_chinese);
      return true;
    },
  };
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

/** Jaccard index. Sets of very different size are not compared word by word. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size / large.size < SAME_PERSON) return 0;
  let shared = 0;
  for (const word of small) if (large.has(word)) shared += 1;
  return shared / (a.size + b.size - shared);
}
