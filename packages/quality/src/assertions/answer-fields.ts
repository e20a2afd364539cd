import type { TrajectoryRun } from '@nex/core';
import { wordsOf } from '../words.ts';
import { type AssertionJudge, lastIndex } from './assertion-kind.ts';

/**
 * The final answer speaks of each field: it is a JSON object that has it, or its words (`total_price`: total, price)
 * stand in the text, in any order, apart from one in four.
 */
export const answerFields: AssertionJudge<'answer_fields'> = ({ fields }, run) => {
  const missing = missingFields(fields, run);
  if (missing.length === 0) return undefined;
  return { note: `The answer says nothing of ${missing.join(', ')}.`, messageIndex: lastIndex(run) };
};

function missingFields(fields: readonly string[], { response }: TrajectoryRun): string[] {
  const object = jsonObject(response);
  const words = new Set(wordsOf(response).map(stem));
  return fields.filter((field) => {
    if (object && Object.hasOwn(object, field)) return false;
    const parts = wordsOf(field.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ')).map(stem);
    return parts.filter((part) => words.has(part)).length < Math.ceil(parts.length * 0.75);
  });
}

function jsonObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** "prices" and "price" are one. */
function stem(word: string): string {
  return word.length > 3 ? word.replace(/(?<=ch|sh|x|ss)es$|(?<=[a-rt-z])s$/, '') : word;
}
