/**
 * A dialect's parser from its call syntax: reasoning first, then text and calls. The reply is collected from the very
 * deltas that were given out, so the two cannot differ.
 */
import { CallReader, type CallSyntax, firstOf } from './call-reader.ts';
import type { DialectDelta, DialectParser, ParsedCall, ParsedReply } from './dialect.ts';
import { type ThinkPiece, ThinkReader, type ThinkTags } from './reasoning/think-reader.ts';

export interface TextParserOptions {
  startsInReasoning?: boolean;
  /** Default `<think>`. */
  tags?: ThinkTags;
}

export function createTextParser(syntax: CallSyntax, options: TextParserOptions): DialectParser {
  const thinking = { ...options, interrupts: syntax.openers };
  let think: ThinkReader;
  let reader: CallReader;
  let reply: ParsedReply;

  function begin(): void {
    think = new ThinkReader(thinking);
    reader = new CallReader(syntax);
    reply = { content: '', reasoning: '', calls: [] };
  }

  function record(deltas: DialectDelta[]): DialectDelta[] {
    for (const delta of deltas) {
      if (delta.type === 'call') reply.calls.push(delta.call);
      else if (delta.type === 'text') reply.content += delta.delta;
      else reply.reasoning += delta.delta;
    }
    return deltas;
  }
  function route(pieces: readonly ThinkPiece[]): DialectDelta[] {
    const deltas: DialectDelta[] = [];
    for (const { type, delta } of pieces) {
      if (type === 'text') deltas.push(...reader.push(delta));
      else deltas.push({ type: 'reasoning', delta });
    }
    return deltas;
  }

  begin();
  return {
    push: (chunk) => record(route(think.push(chunk))),
    end: () => {
      const { pieces, suspended } = think.end();
      const deltas = record(route(pieces));
      if (suspended !== '') {
        const calls = soundCalls(syntax, suspended);
        deltas.push(
          ...record(calls.length > 0 ? reader.push(suspended) : [{ type: 'reasoning', delta: suspended }]),
        );
      }
      deltas.push(...record(reader.end()));
      if (reply.calls.length === 0 && reply.content.trim() === '') {
        const calls = soundCalls(syntax, reply.reasoning);
        deltas.push(...record(calls.map((call): DialectDelta => ({ type: 'call', call }))));
      }
      const ended = { deltas, reply };
      begin();
      return ended;
    },
  };
}

/** Well-formed calls in a reasoning: some models put their only call there. */
function soundCalls(syntax: CallSyntax, text: string): ParsedCall[] {
  const at = firstOf(text, syntax.openers);
  if (at < 0) return [];
  const reader = new CallReader(syntax);
  const deltas = [...reader.push(text.slice(at)), ...reader.end()];
  return deltas.flatMap((delta) =>
    delta.type === 'call' && delta.call.fault === undefined ? [delta.call] : [],
  );
}
