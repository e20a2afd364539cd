/** The reasoning parsers of vLLM and SGLang as options of ours, by their names. */
import type { ThinkOptions } from '../src/index.ts';

export interface ReasoningFormat extends Omit<ThinkOptions, 'startsInReasoning'> {
  /** Whether the prompt of the case opened the reasoning; the cases do not carry it. */
  starts(text: string): boolean;
}

const always = () => true;
const never = () => false;
const ifClosed = (text: string) => text.includes('</think>');
const GEMMA = { open: '<|channel>thought', close: '<channel|>' };
const TOOL_CALL = ['<tool_call>'];
const KIMI_CALLS = ['<|tool_calls_section_begin|>'];

export const REASONING_FORMATS: Readonly<Record<string, ReasoningFormat>> = {
  DeepSeekR1ReasoningParser: { starts: always },
  DeepSeekR1Detector: { starts: always },
  DeepSeekV3ReasoningWithThinkingParser: { starts: (text) => text.indexOf('</think>') > 0 },
  Qwen3ReasoningParser: { starts: ifClosed },
  Qwen3Detector: { starts: ifClosed },
  Glm45Detector: { starts: (text) => ifClosed(text) || text.includes('<tool_call>'), interrupts: TOOL_CALL },
  MiniMaxM2ReasoningParser: { starts: always },
  KimiK2ReasoningParser: { starts: always, interrupts: KIMI_CALLS },
  KimiK2Detector: { starts: ifClosed, interrupts: KIMI_CALLS },
  KimiDetector: { starts: never, tags: { open: '◁think▷', close: '◁/think▷' } },
  Step3p5ReasoningParser: { starts: always },
  Ernie45ReasoningParser: { starts: ifClosed },
  HYV3ReasoningParser: { starts: ifClosed },
  Olmo3ReasoningParser: { starts: ifClosed },
  NemotronV3ReasoningParser: { starts: ifClosed },
  Nemotron3Detector: { starts: ifClosed },
  HunyuanDetector: { starts: ifClosed },
  Gemma4ReasoningParser: { starts: never, tags: GEMMA },
  Gemma4Detector: { starts: never, tags: GEMMA },
  Apertus2509Detector: { starts: never, tags: { open: '<|inner_prefix|>', close: '<|inner_suffix|>' } },
  GraniteReasoningParser: {
    starts: never,
    tags: { open: 'Here is my thought process:', close: 'Here is my response:' },
  },
  MiniMaxM3Detector: {
    starts: (text) => text.includes('</mm:think>'),
    tags: { open: '<mm:think>', close: '</mm:think>' },
  },
  SeedOSSReasoningParser: { starts: always, tags: { open: '<seed:think>', close: '</seed:think>' } },
};
