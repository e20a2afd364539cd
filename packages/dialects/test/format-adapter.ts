/**
 * A program that answers one JSON object a line, in order, so that a harness can compare this package with others:
 *   {op:"render", source, template, messages, tools, bos_token, eos_token, now, …variables} -> {text} | {error}
 *   {op:"parse" | "stream", format, text | chunks, tools} -> {content, reasoning, calls} | {error}
 * `{unsupported:true}` says that a format has no reader here.
 */
import { createInterface } from 'node:readline';
import { NexError } from '@nex/core';
import { type ChatTemplate, compileChatTemplate } from '../src/index.ts';
import { answerFormat, type FormatRequest } from './format-parsers.ts';

interface RenderOp {
  op: 'render';
  source: string;
  template: string;
  messages: unknown[];
  tools?: unknown[];
  add_generation_prompt?: boolean;
  bos_token?: string;
  eos_token?: string;
  now?: string;
  [variable: string]: unknown;
}

const compiled = new Map<string, ChatTemplate>();

function render(op: RenderOp): { text: string } {
  const { op: _op, source, template, messages, tools, now, ...more } = op;
  const {
    bos_token: bosToken,
    eos_token: eosToken,
    add_generation_prompt: addGenerationPrompt,
    ...flags
  } = more;
  const ready = compiled.get(source) ?? compileChatTemplate(source, { name: template });
  compiled.set(source, ready);
  return { text: ready.render({ ...flags, messages, tools, bosToken, eosToken, addGenerationPrompt, now }) };
}

function answer(line: string): unknown {
  try {
    // The harness is trusted to keep to the protocol above.
    const request = JSON.parse(line) as RenderOp | FormatRequest;
    return request.op === 'render' ? render(request) : (answerFormat(request) ?? { unsupported: true });
  } catch (error) {
    return { error: error instanceof NexError ? `${error.code}: ${error.message}` : String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(line))}\n`);
}
