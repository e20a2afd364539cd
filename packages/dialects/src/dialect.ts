/**
 * What a tool-call format in text is: how tools are described, calls and results written, and answers read. Reading a
 * complete answer and reading a stream are one implementation, so they cannot disagree.
 */
import type { DialectName, JsonObject, ToolDefinition, ToolResultBlock } from '@nex/core';

/** A call to be written. */
export interface DialectCall {
  /** For formats that write one. */
  id: string;
  name: string;
  arguments: JsonObject;
}

/** A call as it was read. */
export interface ParsedCall {
  /** `''` when the text names none. */
  name: string;
  /** The arguments as JSON: the model's own bytes where the format is JSON, else written anew. For a fault: the raw text. */
  argumentsText: string;
  /** Absent when the call is malformed. */
  arguments?: JsonObject;
  /** When the format carries one. */
  id?: string;
  /** Says what is wrong with a malformed call and how to write it right. */
  fault?: string;
}

export interface ParsedReply {
  /** The text outside of calls and reasoning, as it was written. */
  content: string;
  reasoning: string;
  /** In the order of the text. */
  calls: ParsedCall[];
}

export type DialectDelta =
  | { type: 'text'; delta: string }
  | { type: 'reasoning'; delta: string }
  /** Whole, as soon as its end was read. */
  | { type: 'call'; call: ParsedCall };

export interface ParseOptions {
  /** Their schemas type the values of formats that write them as text. */
  tools: readonly ToolDefinition[];
  /** The answer begins inside reasoning, because the prompt opened it. Default false. */
  startsInReasoning?: boolean;
}

/** Reads answers, one after the other. Text that may still become a call is held back until it is sure. */
export interface DialectParser {
  push(chunk: string): DialectDelta[];
  /**
   * At the end of the answer: what is unfinished becomes a malformed call, never silence. The parser then begins the
   * next answer.
   */
  end(): { deltas: DialectDelta[]; reply: ParsedReply };
}

export interface Dialect {
  readonly name: DialectName;
  /** `Qwen 2.5 and Hermes: JSON in <tool_call>`. */
  readonly title: string;
  /** Goes to the end of the first system part. No tools give `''`. */
  describeTools(tools: readonly ToolDefinition[]): string;
  /** The calls of one turn, as the model would have written them. Reading gives back exactly these arguments. */
  renderCalls(calls: readonly DialectCall[], tools: readonly ToolDefinition[]): string;
  /** The results of one turn in call order, as one text for a user message. */
  renderResults(results: readonly ToolResultBlock[]): string;
  /** Sequences at which a server should stop; what they cut off is put back before reading. */
  readonly stop: readonly string[];
  createParser(options: ParseOptions): DialectParser;
}

/** Reads a complete answer. */
export function parseReply(dialect: Dialect, text: string, options: ParseOptions): ParsedReply {
  return replyReader(dialect, options)(text);
}

/** Reads many complete answers with the same tools: what depends on these is made once. */
export function replyReader(dialect: Dialect, options: ParseOptions): (text: string) => ParsedReply {
  /** Only a parser that has ended its answer reads the next one. */
  let idle: DialectParser | undefined = dialect.createParser(options);
  return (text) => {
    const parser = idle ?? dialect.createParser(options);
    idle = undefined;
    parser.push(text);
    const { reply } = parser.end();
    idle = parser;
    return reply;
  };
}
