/**
 * A family of models that write their tool calls in text: how a turn, tool definitions and results are written, and how
 * they are read. Most of it is the family's dialect.
 */
import { type DialectName, type ExporterName, type ToolDefinition, type ToolResultBlock } from '@nex/core';
import {
  DIALECTS,
  type DialectCall,
  type ParsedReply,
  replyReader,
  THINK,
  type ThinkTags,
} from '@nex/dialects';
import type { ResultGrammar } from './results.ts';

export interface TextFamily {
  readonly name: ExporterName;
  readonly version: number;
  readonly title: string;
  /** The role under which the family takes the system prompt and the tool definitions. */
  readonly systemRole: string;
  /** The role under which the family takes results. */
  readonly resultRole: string;
  readonly results: ResultGrammar;
  /** `describeTools` takes the text of a tool that has one. Default false. */
  readonly describesByText?: boolean;
  /** Whose calls are no foreign tag here. */
  readonly dialect: DialectName | undefined;
  describeTools(tools: readonly ToolDefinition[]): string;
  renderCalls(calls: readonly DialectCall[], tools: readonly ToolDefinition[]): string;
  renderResults(results: readonly ToolResultBlock[]): string;
  renderTurn(turn: TurnParts): string;
  /** Reads the turns of one conversation. */
  turnReader(tools: readonly ToolDefinition[]): (text: string) => ParsedReply;
}

/** Any part may be empty. */
export interface TurnParts {
  reasoning: string;
  text: string;
  calls: string;
  /** The last message of the conversation. */
  isLast: boolean;
}

export interface DialectFamily {
  dialect: DialectName;
  version: number;
  resultRole: string;
  systemRole?: string;
  results: ResultGrammar;
  describesByText?: boolean;
  /** Default `<think>`. */
  think?: ThinkTags;
  renderTurn?: (turn: TurnParts) => string;
}

export function dialectFamily(family: DialectFamily & { dialect: DialectName & ExporterName }): TextFamily {
  const dialect = DIALECTS[family.dialect];
  const { open, close } = family.think ?? THINK;
  return {
    name: family.dialect,
    version: family.version,
    title: dialect.title,
    systemRole: family.systemRole ?? 'system',
    resultRole: family.resultRole,
    results: family.results,
    describesByText: family.describesByText ?? false,
    dialect: family.dialect,
    describeTools: (tools) => dialect.describeTools(tools),
    renderCalls: (calls, tools) => dialect.renderCalls(calls, tools),
    renderResults: (results) => dialect.renderResults(results),
    renderTurn:
      family.renderTurn ??
      (({ reasoning, text, calls }) => {
        const thought = reasoning === '' ? '' : `${open}\n${reasoning}\n${close}\n\n`;
        return `${thought}${text}${text !== '' && calls !== '' ? '\n' : ''}${calls}`;
      }),
    turnReader: (tools) => replyReader(dialect, { tools }),
  };
}
