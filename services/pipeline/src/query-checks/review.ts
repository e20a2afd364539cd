/** What only reading can tell of a query, asked of the model in one call: four judgements, each with its reason. */
import * as z from 'zod';
import type { Ask } from '../synthesis/asker.ts';
import type { Prompt } from '../synthesis/prompt.ts';
import type { QueryDraft, Refusal } from './query-check.ts';

const Judgement = z.object({ ok: z.boolean(), why: z.string() });
const Answer = z.object({
  answerable: Judgement,
  realistic: Judgement,
  verifiable: Judgement,
  stable: Judgement,
});

const PROMPT: Prompt<z.output<typeof Answer>> = {
  name: 'query_review',
  version: 2,
  schema: Answer,
  system: `You judge requests before an assistant is tried on them. Be strict about what makes a request useless, and lenient about style.

- "answerable": everything needed to work on it stands in it or in the "files" that go with it, or can be got with the "capabilities". Nothing is asked for that none of them can do.
- "realistic": a person as under "persona" could send it as it stands.
- "verifiable": whoever reads the answer can tell whether it is right or complete.
- "stable": worked on a year later, it means the same and has the same answer.
- "why" is one short sentence; empty when "ok".`,
  instruction: 'Judge the following request.',
  temperature: 0,
};

const REASONS = {
  answerable: 'not_answerable',
  realistic: 'not_realistic',
  verifiable: 'not_verifiable',
  stable: 'not_stable',
} as const;

/** First of the four that the model denies. A model that gives no judgement refuses nothing. */
export async function reviewDraft(
  ask: Ask,
  { text, slot, capabilities, files = [] }: QueryDraft,
  persona: string,
): Promise<Refusal | undefined> {
  const answer = await ask(PROMPT, {
    query: text,
    persona,
    language: slot.language,
    capabilities: [...capabilities],
    files: [...files],
  });
  for (const [aspect, reason] of Object.entries(REASONS)) {
    if (!answer[aspect as keyof typeof REASONS].ok) return { reason };
  }
  return undefined;
}
