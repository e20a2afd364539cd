/**
 * Sentences for pairs of a scenario and a tool set. They are written side by side, in rounds; what is like another
 * sentence is refused in the order of the batch, and asked for again. What comes depends on the answers alone, not on
 * their order, so that a batch that is taken up again gets the same.
 */
import type { Usage } from '@nex/core';
import pLimit from 'p-limit';
import type { SentencePair } from './plan-pairs.ts';
import { createSentencePool } from './sentence-pool.ts';

/** Answers for one pair before it is given up. */
export const ATTEMPTS = 4;
/** Sentences that a question shows as not to be written again. */
const SHOWN = 8;

export interface PairToWrite extends SentencePair {
  position: number;
}

export interface DraftQuestion {
  pair: PairToWrite;
  /** From 1. */
  attempt: number;
  /** Sentences of the same scenario, and the refused one. */
  avoid: string[];
}

export interface WrittenSentence {
  position: number;
  /** Absent: every attempt was refused. */
  sentence?: string;
  /** Why the last attempt was refused. */
  refused?: 'near_duplicate' | 'language';
}

/** `draft` answers one question, from its row when there is one. */
export async function writeSentences(
  pairs: readonly PairToWrite[],
  draft: (question: DraftQuestion) => Promise<{ sentence: string; usage: Usage }>,
  atATime: number,
): Promise<WrittenSentence[]> {
  const pool = createSentencePool();
  const limit = pLimit(atATime);
  const done = new Map<number, WrittenSentence>();
  const said = new Map<string, string[]>();
  const refusedBefore = new Map<number, string>();
  let open = [...pairs];
  for (let attempt = 1; attempt <= ATTEMPTS && open.length > 0; attempt += 1) {
    const answers = await Promise.all(
      open.map((pair) =>
        limit(() => {
          const before = refusedBefore.get(pair.position);
          const others = said.get(subjectOf(pair)) ?? [];
          const avoid = [...(before === undefined ? [] : [before]), ...others].slice(0, SHOWN);
          return draft({ pair, attempt, avoid });
        }),
      ),
    );
    const again: PairToWrite[] = [];
    for (const [at, pair] of open.entries()) {
      const sentence = answers[at]?.sentence.trim() ?? '';
      const refused = pool.add(sentence, pair.language);
      if (refused === undefined) {
        done.set(pair.position, { position: pair.position, sentence });
        said.set(subjectOf(pair), [...(said.get(subjectOf(pair)) ?? []), sentence]);
      } else {
        done.set(pair.position, { position: pair.position, refused });
        refusedBefore.set(pair.position, sentence);
        again.push(pair);
      }
    }
    open = again;
  }
  return pairs.map(({ position }) => done.get(position) ?? { position });
}

const subjectOf = ({ scenario, domain }: SentencePair) => scenario ?? domain ?? '';
