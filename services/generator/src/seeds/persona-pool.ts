/** Personas that are all different: near-duplicates and mixed languages are refused as they come. */
import type { Persona } from '@nex/core';
import { isChinese, isEnglish } from './language-purity.ts';

/** Share of the words of two personas together that both have, from which they count as the same person. */
const SAME_PERSON = 0.8;

export interface PersonaPool {
  readonly size: number;
  /** False when it is refused. `lacksChinese`: one that has none is taken, too. */
  add(persona: Persona, options?: { lacksChinese?: boolean }): boolean;
  all(): Persona[];
  /** How many were refused, and why. */
  readonly refused: { doubled: number; mixed: number };
}

export function createPersonaPool(): PersonaPool {
  const kept: { persona: Persona; words: Int32Array }[] = [];
  const ids = new Map<string, number>();
  const chinese = new Set<string>();
  const refused = { doubled: 0, mixed: 0 };
  return {
    get size() {
      return kept.length;
    },
    refused,
    all: () => kept.map((one) => one.persona),
    add(given, { lacksChinese = false } = {}) {
      const persona = { persona: given.persona.trim(), persona_chinese: given.persona_chinese.trim() };
      const isOneLanguage = lacksChinese && persona.persona_chinese === '';
      if (!isEnglish(persona.persona) || !(isOneLanguage || isChinese(persona.persona_chinese))) {
        refused.mixed += 1;
        return false;
      }
      const words = wordIds(persona.persona, ids);
      if (chinese.has(persona.persona_chinese) || kept.some((one) => isSamePerson(one.words, words))) {
        refused.doubled += 1;
        return false;
      }
      kept.push({ persona, words });
      if (!isOneLanguage) chinese.add(persona.persona_chinese);
      return true;
    },
  };
}

/** The words of a text as numbers, each once, the newest word first: rare words tell people apart soonest. */
function wordIds(text: string, ids: Map<string, number>): Int32Array {
  const own = new Set<number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const id = ids.get(word) ?? ids.size;
    ids.set(word, id);
    own.add(id);
  }
  return Int32Array.from(own).sort((a, b) => b - a);
}

/** Whether the Jaccard index reaches the limit. Ends as soon as it cannot: pools have thousands of personas. */
function isSamePerson(a: Int32Array, b: Int32Array): boolean {
  // |a ∩ b| / |a ∪ b| ≥ s exactly when |a ∩ b| ≥ s / (1 + s) · (|a| + |b|).
  const needed = Math.ceil((SAME_PERSON / (1 + SAME_PERSON)) * (a.length + b.length) - 1e-9);
  let i = 0;
  let j = 0;
  let shared = 0;
  while (shared + Math.min(a.length - i, b.length - j) >= needed) {
    if (shared >= needed) return true;
    const left = a[i] ?? -1;
    const right = b[j] ?? -1;
    if (left === right) {
      shared += 1;
      i += 1;
      j += 1;
    } else if (left > right) i += 1;
    else j += 1;
  }
  return false;
}
