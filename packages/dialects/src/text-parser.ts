/**
 * A dialect's parser from its call syntax: reasoning first, then text and calls. The reply is collected from the very
 * deltas that were given out, so the two cannot differ.
 */
import { CallReader, type CallSyntax } from './call-reader.ts';
import type { DialectDelta, DialectParser, ParsedCall, ParsedReply } from './dialect.ts';
import { type ThinkPiece, ThinkReader, type ThinkTags } from './reasoning/think-reader.ts';
import { Words } from './words.ts';

export interface TextParserOptions {
  startsInReasoning?: boolean;
  /** Default `<think>`. */
  tags?: ThinkTags;
}

export function createTextParser(syntax: CallSyntax, options: TextParserOptions): DialectParser {
  const think = new ThinkReader({ ...options, interrupts: syntax.openers });
  const reader = new CallReader(syntax);
  const openers = new Words(syntax.openers);
  let reply: ParsedReply = { content: '', reasoning: '', calls: [] };

  /** @param from Which of the deltas are new. */
  function record(deltas: DialectDelta[], from = 0): DialectDelta[] {
    for (let at = from; at < deltas.length; at += 1) {
      const delta = deltas[at] as DialectDelta;
      if (delta.type === 'call') reply.calls.push(delta.call);
      else if (delta.type === 'text') reply.content += delta.delta;
      else reply.reasoning += delta.delta;
    }
    return deltas;
  }
  function route(pieces: readonly ThinkPiece[]): DialectDelta[] {
    const deltas: DialectDelta[] = [];
    for (const { type, delta } of pieces) {
      if (type === 'text') reader.push(delta, deltas);
      else deltas.push({ type: 'reasoning', delta });
    }
    return deltas;
  }

  return {
    push: (chunk) => record(route(think.push(chunk))),
    end: () => {
      const { pieces, suspended } = think.end();
      const deltas = route(pieces);
      if (suspended !== '') {
        if (soundCalls(syntax, openers, suspended).length > 0) reader.push(suspended, deltas);
        else deltas.push({ type: 'reasoning', delta: suspended });
      }
      record(reader.end(deltas));
      if (reply.calls.length === 0 && reply.content.trim() === '') {
        const known = deltas.length;
        for (const call of soundCalls(syntax, openers, reply.reasoning)) deltas.push({ type: 'call', call });
        record(deltas, known);
      }
      const ended = { deltas, reply };
      reply = { content: '', reasoning: '', calls: [] };
      return ended;
    },
  };
}

/** Well-formed calls in a reasoning: some models put their only call there. */
function soundCalls(syntax: CallSyntax, openers: Words, text: string): ParsedCall[] {
  const at = openers.first(text);
  if (at < 0) return [];
  const reader = new CallReader(syntax);
  const deltas = [...reader.push(text.slice(at)), ...reader.end()];
  return deltas.flatMap((delta) =>
    delta.type === 'call' && delta.call.fault === undefined ? [delta.call] : [],
  );
}
