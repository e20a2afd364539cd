/**
 * The table of gaps, and the tasks "tool_contract" and "tool_code", which are answered from it. What is in no row is
 * not known here: the answer then fails its cases, and the tool is not kept.
 */
import type { Json, JsonObject } from '../../schema/json-schema.ts';
import { slug } from '../../text/tokens.ts';
import { textAt } from '../input.ts';
import type { Gap } from './gap.ts';
import { MEASURES } from './measures.ts';
import { MONEY } from './money.ts';
import { TEXTS } from './texts.ts';

/** Every gap. */
export const GAPS: readonly Gap[] = [...MONEY, ...MEASURES, ...TEXTS];

const MOST_OF_A_SENTENCE = 3;

/** The gaps that a sentence wants closed. */
export function gapsFor(sentence: string): Gap[] {
  return GAPS.filter((gap) => gap.when.test(sentence)).slice(0, MOST_OF_A_SENTENCE);
}

/** The gap whose action this is. */
export function gapNamed(action: string): Gap | undefined {
  return GAPS.find((gap) => gap.does.includes(action));
}

/** Specifies the tool for an action. */
export function toolContract(input: JsonObject): JsonObject {
  const action = textAt(input, 'action');
  const at = textAt(input, 'language') === 'zh' ? 1 : 0;
  const gap = gapNamed(action);
  if (!gap) return unknown(action);
  return {
    name: gap.name,
    description:
      at === 1
        ? `${gap.does[1]}。结果由固定公式算出。`
        : `${gap.does[0]}. The result comes from a fixed formula.`,
    parameters: gap.parameters.map(({ name, type, text }) => ({ name, type, description: text[at] })),
    returns: gap.returns[at],
    cases: gap.cases as unknown as Json,
  };
}

/** Writes the tool's module. */
export function toolCode(input: JsonObject): JsonObject {
  const name = textAt(input, 'name');
  const gap = GAPS.find((one) => one.name === name);
  const body = gap?.body ?? "return wrong('this tool has no formula');";
  const helpers = [
    'const wrong = (error: string) => ({ error });',
    ...(body.includes('cents(') ? ['const cents = (value: number) => Math.round(value * 100) / 100;'] : []),
  ];
  return {
    code: `/** ${(gap?.does[0] ?? name).replaceAll('*/', '')}. Pure: the same arguments give the same result. */\n${helpers.join('\n')}\n\nexport function run(args: Record<string, any>) {\n  ${body}\n}\n`,
  };
}

/** A contract that no code of this model meets. */
function unknown(action: string): JsonObject {
  const name = `compute_${slug(action, 30).replace(/-/g, '_') || 'value'}`.replace(/_+$/, '');
  return {
    name,
    description: `Computes what this says: ${action}`,
    parameters: [{ name: 'value', type: 'number', description: 'The value' }],
    returns: 'the result',
    cases: [1, 2, 3].map((value) => ({
      name: `case ${value}`,
      input: { value },
      expected: { result: value },
    })),
  };
}
