/** Task "judge_trace_anomalies": loops, breaks and leaks in the record. */
import type { JsonObject } from '../../schema/json-schema.ts';
import { digest } from '../../text/draw.ts';
import { numberAt, objectAt, textAt } from '../input.ts';
import { assess, type Finding, quoteOf, withoutCode } from './assess.ts';

const MARKUP =
  /<\|(?:im_start|im_end|endoftext|eot_id|channel)\|>|<｜[^｜\n]{1,40}｜>|<\/?(?:think|tool_call|function_calls?)>|<function=|\[TOOL_CALLS\]/;
const CIRCLES = /(.{8,160}?)\1{3,}/su;
const MOST_STEPS = 60;
const PROMPT_CHARS = 240;
const LEAK_CHARS = 90;

/** Remembers of each agent the beginning of its prompt, and of each step how often it came to the same. */
export const traceAnomalies = assess(({ messages, notes }) => {
  const prompts: JsonObject = { ...objectAt(notes, 'prompts') };
  const steps: JsonObject = { ...objectAt(notes, 'steps') };
  let call = textAt(notes, 'call');
  const findings: Finding[] = [];
  for (const { id, agent, role, text } of messages) {
    const found = (kind: string, quote: string, note: string) =>
      findings.push({ kind, severity: 'major', message: id, quote, note });
    if (role === 'system') prompts[agent] = squeezed(text).slice(0, PROMPT_CHARS);
    if (role === 'tool' && call !== '') {
      const step = digest(4, call, squeezed(text));
      const times = numberAt(steps, step, 0) + 1;
      steps[step] = times;
      if (times === 3)
        found('repetition', quoteOf(text), 'The same call came to the same result for the third time.');
      call = '';
    }
    if (role !== 'assistant') continue;
    if (text.includes('(calls ')) call = digest(8, agent, spelling(text));
    const circle = CIRCLES.exec(text);
    if (circle !== null && circle[0].length >= 80 && /\p{L}/u.test(circle[1] ?? '')) {
      found('repetition', quoteOf(circle[1] ?? ''), 'The same words stand four times in a row.');
    }
    const markup = MARKUP.exec(withoutCode(text));
    if (markup !== null) found('leaked_markup', markup[0], 'Marks of a chat template show.');
    const fences = text.match(/^ *```/gm)?.length ?? 0;
    if (fences % 2 === 1)
      found('truncation', quoteOf(text.slice(-60)), 'The message breaks off inside a code block.');
    if (leaks(squeezed(text), textAt(prompts, agent)))
      found('leaked_prompt', quoteOf(text.slice(-60)), 'The message repeats its instructions.');
  }
  return {
    notes: { prompts, steps: Object.fromEntries(Object.entries(steps).slice(-MOST_STEPS)), call },
    findings,
  };
});

function leaks(said: string, prompt: string): boolean {
  for (let at = 0; at + LEAK_CHARS <= prompt.length; at += 30) {
    if (said.includes(prompt.slice(at, at + LEAK_CHARS))) return true;
  }
  return false;
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The words of a call in one order: another spelling of the same question is the same call. */
function spelling(text: string): string {
  const words = text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
  return words.sort().join(' ');
}
