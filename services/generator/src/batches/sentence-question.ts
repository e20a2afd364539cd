/** The question that a sentence is the answer to. */
import type { Json } from '@nex/core';
import * as z from 'zod';
import type { Question } from '../steps/step.ts';
import type { DomainView } from './tool-domains.ts';
import type { DraftQuestion } from './write-sentences.ts';

const Answer = z.object({ sentence: z.string().min(20).max(1500) });

export const SENTENCE_QUESTION: Question<z.infer<typeof Answer>> = {
  name: 'framework_sentence',
  schema: Answer,
  system: 'You write requests for systems of AI agents. You answer in JSON only.',
  instruction:
    'Write what somebody in this situation would ask a maker of AI agents for: in one or two sentences, who they are ' +
    'and what the agents shall do for them. The work must call for tools of every one of the tool domains, without ' +
    'naming a tool, a server or a domain. Be concrete: things, people and results of this situation. Vary how the work ' +
    'hangs together: steps in order, advice, several specialists, a comparison of findings, a fixed routine. Write in ' +
    'the language of the field "language" (en: English, zh: Chinese) and do not mix languages. Nothing in "avoid" may ' +
    'be said again in other words.',
};

export function sentenceInput(
  { pair, attempt, avoid }: DraftQuestion,
  views: ReadonlyMap<string, DomainView>,
): Json {
  return {
    ...(pair.scenario === undefined ? {} : { scenario: pair.scenario }),
    ...(pair.domain === undefined ? {} : { field: pair.domain }),
    language: pair.language,
    tool_domains: pair.toolDomains.flatMap((name) => {
      const view = views.get(name);
      return view ? [{ domain: name, summary: view.summary, tools: view.tools }] : [];
    }),
    variant: pair.position,
    attempt,
    avoid,
  };
}
