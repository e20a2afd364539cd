/**
 * Answers the parse and stream questions of a scorer that compares our dialects with the parsers of vLLM, SGLang and
 * ollama. Those leave some things out that ours give (text after a call, calls of tools that are not offered, calls
 * that cannot be read); the table says which, and so what of our reply is compared.
 */
import type { DialectName, Json, JsonObject, JsonSchema, ToolDefinition } from '@nex/core';
import { isJsonObject } from '@nex/core';
import { DIALECTS, type DialectDelta, type ParsedCall, ThinkReader } from '../src/index.ts';
import { REASONING_FORMATS } from './reasoning-formats.ts';

export interface FormatRequest {
  op: 'parse' | 'stream';
  format: string;
  text?: string;
  chunks?: string[];
  tools?: Json[] | null;
  thinking?: boolean | null;
  reasoning_only?: boolean;
}

export interface FormatReply {
  content: string;
  reasoning: string;
  calls: { name: string; arguments: JsonObject | string }[];
}

interface Format {
  dialect: DialectName;
  /** The reference gives only the text before the first call. */
  cutsContent?: true;
  /** The reference gives no text beside calls. */
  dropsContent?: true;
  /** The reference drops calls of tools that are not offered. */
  knownToolsOnly?: true;
  /** What the reference makes of a call that cannot be read. Default: it drops it. */
  faults?: 'text' | 'raw arguments';
}

const FORMATS: Readonly<Record<string, Format>> = {
  Hermes2ProToolParser: { dialect: 'hermes', cutsContent: true, faults: 'text' },
  HermesDetector: { dialect: 'hermes', cutsContent: true, faults: 'text' },
  Qwen25Detector: { dialect: 'hermes', cutsContent: true, faults: 'text' },
  hermes: { dialect: 'hermes' },
  qwen25: { dialect: 'hermes' },
  mimo: { dialect: 'hermes' },
  Llama3JsonToolParser: { dialect: 'llama3', dropsContent: true, faults: 'text' },
  Llama32Detector: { dialect: 'llama3' },
  llama3_json: { dialect: 'llama3' },
  llama3: { dialect: 'llama3' },
  MistralDetector: { dialect: 'mistral', cutsContent: true },
  mistral: { dialect: 'mistral' },
  KimiK2ToolParser: { dialect: 'kimi-k2', cutsContent: true, faults: 'raw arguments' },
  KimiK2Detector: { dialect: 'kimi-k2', cutsContent: true, faults: 'raw arguments' },
  kimi_k2: { dialect: 'kimi-k2' },
  openai: { dialect: 'harmony' },
  'gpt-oss': { dialect: 'harmony' },
  Qwen3CoderToolParser: { dialect: 'qwen3-coder', cutsContent: true },
  Qwen3XMLToolParser: { dialect: 'qwen3-coder', cutsContent: true },
  Step3p5ToolParser: { dialect: 'qwen3-coder' },
  Qwen3CoderDetector: { dialect: 'qwen3-coder', cutsContent: true },
  qwen3_coder: { dialect: 'qwen3-coder' },
  qwen3_xml: { dialect: 'qwen3-coder' },
  step3p5: { dialect: 'qwen3-coder' },
  'ollama:nemotron3nano': { dialect: 'qwen3-coder' },
  Glm4MoeModelToolParser: { dialect: 'glm45', cutsContent: true },
  Glm47MoeModelToolParser: { dialect: 'glm45', cutsContent: true },
  Glm4MoeDetector: { dialect: 'glm45', cutsContent: true, knownToolsOnly: true },
  Glm47MoeDetector: { dialect: 'glm45', cutsContent: true, knownToolsOnly: true },
  glm45: { dialect: 'glm45' },
  glm47: { dialect: 'glm45' },
  minimax_m2: { dialect: 'minimax-m2' },
  'minimax-m2': { dialect: 'minimax-m2' },
  DeepSeekV3ToolParser: { dialect: 'deepseek-v31', cutsContent: true },
  DeepSeekV31ToolParser: { dialect: 'deepseek-v31', cutsContent: true },
  DeepSeekV32ToolParser: { dialect: 'deepseek-v31', cutsContent: true },
  DeepSeekV3Detector: { dialect: 'deepseek-v31', cutsContent: true },
  DeepSeekV32Detector: { dialect: 'deepseek-v31', cutsContent: true },
  DeepSeekV4Detector: { dialect: 'deepseek-v31', cutsContent: true },
  DeepSeekV4ToolParser: { dialect: 'deepseek-v31', cutsContent: true },
  deepseek_v3: { dialect: 'deepseek-v31' },
  deepseekv3: { dialect: 'deepseek-v31' },
  deepseek_v31: { dialect: 'deepseek-v31' },
  deepseekv31: { dialect: 'deepseek-v31' },
  deepseek_v32: { dialect: 'deepseek-v31' },
  deepseekv32: { dialect: 'deepseek-v31' },
  'ollama:deepseek3': { dialect: 'deepseek-v31' },
  'ollama:cogito': { dialect: 'deepseek-v31' },
  PythonicToolParser: { dialect: 'pythonic', dropsContent: true },
  Llama4PythonicToolParser: { dialect: 'pythonic', dropsContent: true },
  Olmo3PythonicToolParser: { dialect: 'pythonic', dropsContent: true },
  PythonicDetector: { dialect: 'pythonic' },
  pythonic: { dialect: 'pythonic' },
  llama4_pythonic: { dialect: 'pythonic' },
  Lfm2ToolParser: { dialect: 'pythonic', faults: 'text' },
  Lfm2Detector: { dialect: 'pythonic', cutsContent: true, knownToolsOnly: true },
  lfm2: { dialect: 'pythonic' },
  'ollama:lfm2': { dialect: 'pythonic' },
  'ollama:olmo3': { dialect: 'pythonic' },
  'ollama:olmo3_think': { dialect: 'pythonic' },
  xLAMToolParser: { dialect: 'json-list', cutsContent: true },
  xlam: { dialect: 'json-list' },
  GraniteToolParser: { dialect: 'json-list', faults: 'text' },
  Granite20bFCToolParser: { dialect: 'json-list', faults: 'text' },
  Granite4ToolParser: { dialect: 'hermes' },
  granite: { dialect: 'json-list' },
  Internlm2ToolParser: { dialect: 'json-list', cutsContent: true },
  internlm: { dialect: 'json-list' },
  JambaToolParser: { dialect: 'json-list', cutsContent: true },
  Phi4MiniJsonToolParser: { dialect: 'json-list', dropsContent: true },
  LongcatFlashToolParser: { dialect: 'json-list', cutsContent: true },
  ApertusToolParser: { dialect: 'json-list', cutsContent: true },
  MinimaxToolParser: { dialect: 'json-list', cutsContent: true },
  HunyuanA13BToolParser: { dialect: 'json-list', cutsContent: true },
  GigaChat3ToolParser: { dialect: 'json-list', cutsContent: true },
  GigaChat3Detector: { dialect: 'json-list', cutsContent: true, faults: 'text' },
  Ernie45ToolParser: { dialect: 'hermes', cutsContent: true },
  Gemma4ToolParser: { dialect: 'gemma', cutsContent: true },
  FunctionGemmaToolParser: { dialect: 'gemma', cutsContent: true },
  Gemma4Detector: { dialect: 'gemma', cutsContent: true },
  'ollama:functiongemma': { dialect: 'gemma' },
  HunyuanDetector: { dialect: 'glm45', cutsContent: true },
  HYV3ToolParser: { dialect: 'glm45', cutsContent: true },
  PoolsideV1Detector: { dialect: 'glm45', cutsContent: true },
  SeedOssToolParser: { dialect: 'qwen3-coder', cutsContent: true },
};

/** `undefined` for a format that none of our dialects claims. */
export function answerFormat(request: FormatRequest): FormatReply | undefined {
  const chunks = request.op === 'stream' ? (request.chunks ?? []) : [request.text ?? ''];
  if (request.reasoning_only) return answerReasoning(request.format, chunks.join(''));
  const format = FORMATS[request.format];
  const dialect = format && DIALECTS[format.dialect];
  if (!dialect) return undefined;
  const tools = (request.tools ?? []).flatMap(toolOf);
  const parser = dialect.createParser({
    tools,
    startsInReasoning: startsInReasoning(request, chunks.join('')),
  });
  const deltas = chunks.flatMap((chunk) => parser.push(chunk));
  const { deltas: last, reply } = parser.end();
  const names = new Set(tools.map((tool) => tool.name));
  const calls = reply.calls.flatMap((call) => {
    if (call.arguments === undefined) return format.faults === 'raw arguments' ? rawCall(call) : [];
    const known = !format.knownToolsOnly || names.size === 0 || names.has(call.name);
    return known ? [{ name: call.name, arguments: call.arguments }] : [];
  });
  const given = format.cutsContent ? contentBeforeCalls([...deltas, ...last]) : reply.content;
  const text = format.dropsContent && calls.length > 0 ? '' : given;
  const faults = reply.calls.flatMap((call) => (call.arguments === undefined ? [call.argumentsText] : []));
  const content = format.faults === 'text' ? text + faults.join('') : text;
  return { content, reasoning: reply.reasoning, calls };
}

/** The name and the broken JSON, when the text names a tool at all. */
function rawCall({ name, argumentsText }: ParsedCall): FormatReply['calls'] {
  const raw = /<\|tool_call_argument_begin\|>([\s\S]*?)<\|tool_call_end\|>/.exec(argumentsText)?.[1];
  return name !== '' && raw !== undefined ? [{ name, arguments: raw }] : [];
}

/** The questions leave out what the prompt ended with; an answer that only closes its reasoning began inside of it. */
function startsInReasoning({ thinking }: FormatRequest, text: string): boolean {
  const close = text.indexOf('</think>');
  return thinking ?? (close >= 0 && !text.slice(0, close).includes('<think>'));
}

function answerReasoning(name: string, text: string): FormatReply | undefined {
  const format = REASONING_FORMATS[name];
  if (!format) return undefined;
  const { starts, ...options } = format;
  const reader = new ThinkReader({ ...options, startsInReasoning: starts(text) });
  const pieces = reader.push(text);
  const { pieces: last, suspended } = reader.end();
  const joined = (type: 'text' | 'reasoning') =>
    [...pieces, ...last].flatMap((piece) => (piece.type === type ? [piece.delta] : [])).join('');
  return { content: joined('text') + suspended, reasoning: joined('reasoning'), calls: [] };
}

function contentBeforeCalls(deltas: readonly DialectDelta[]): string {
  const first = deltas.findIndex((delta) => delta.type === 'call');
  const before = first < 0 ? deltas : deltas.slice(0, first);
  return before.flatMap((delta) => (delta.type === 'text' ? [delta.delta] : [])).join('');
}

function toolOf(tool: Json): ToolDefinition[] {
  if (!isJsonObject(tool)) return [];
  const fields = isJsonObject(tool['function']) ? tool['function'] : tool;
  const { name, description, parameters } = fields;
  if (typeof name !== 'string') return [];
  const inputSchema: JsonSchema = isJsonObject(parameters) ? parameters : {};
  return [
    {
      name,
      description: typeof description === 'string' ? description : '',
      inputSchema,
      origin: { kind: 'custom' },
      repeatable: false,
      disableParallel: false,
    },
  ];
}
