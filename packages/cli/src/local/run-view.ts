/**
 * What is seen of a run while it is at work: the agent's text on standard output as it comes, a line for each tool call
 * with its outcome on standard error. Agents below are seen by their tool calls.
 */
import { type Json, NexError, type RunEvent } from '@nex/core';
import type { EmitRunEvent, LocalResult, RunPlace } from '@nex/local-agent';
import type { Context } from '../context.ts';
import { errorLines } from '../output/error-lines.ts';
import { count, duration } from '../output/text.ts';
import { questionLines } from './question-lines.ts';
import { callText, type ShownCall, toolLine } from './tool-line.ts';

export interface RunViewOptions {
  /** Whether the root's text is shown as it comes; otherwise only its answer at the end. */
  streamText: boolean;
  /** Model calls, reasoning and what agents below say, too. */
  verbose: boolean;
}

export interface RunView {
  emit: EmitRunEvent;
  /** Brings both streams to the start of a line. */
  breakLine(): void;
  /** Shows the end of a run: what of the answer was not seen yet, and what went wrong. */
  finish(result: LocalResult): void;
}

interface OpenCall extends ShownCall {
  startedAt: number;
}

export function createRunView(
  { output, json, note }: Context,
  { streamText, verbose }: RunViewOptions,
): RunView {
  const calls = new Map<string, OpenCall>();
  let midLine = false;
  let status = false;
  let message = '';
  let isVoid = false;

  const clearStatus = (): void => {
    if (status) output.err('\r\u001B[K');
    status = false;
  };
  const breakLine = (): void => {
    clearStatus();
    if (midLine) output.out('\n');
    midLine = false;
  };
  const line = (text: string, place: RunPlace): void => {
    breakLine();
    const who = place.depth === 0 ? '' : `${'  '.repeat(place.depth)}${place.agent}: `;
    note(`  ${who}${text}`);
  };
  const write = (text: string): void => {
    clearStatus();
    output.out(text);
    midLine = !text.endsWith('\n');
  };

  const onCall = ({ type, data, timestamp }: RunEvent, place: RunPlace): void => {
    const key = `${place.runId} ${textOf(data, 'toolCallId')}`;
    const call = calls.get(key);
    if (type === 'TOOL_CALL_START') {
      calls.set(key, { name: textOf(data, 'toolCallName'), argumentsText: '', startedAt: timestamp });
    } else if (type === 'TOOL_CALL_ARGS' && call) {
      call.argumentsText += textOf(data, 'delta');
    } else if (type === 'TOOL_CALL_END' && call && output.isTerminal) {
      breakLine();
      output.err(`  ${callText(call)} …`);
      status = true;
    } else if (type === 'TOOL_CALL_RESULT' && call) {
      calls.delete(key);
      if (call.name === 'ask_user') for (const text of questionLines(call.argumentsText)) line(text, place);
      const elapsedMs = Math.max(0, timestamp - call.startedAt);
      const errorKind = textOf(data, 'errorKind') || undefined;
      line(
        toolLine(call, {
          isError: data.isError === true,
          errorKind,
          content: textOf(data, 'content'),
          elapsedMs,
        }),
        place,
      );
    }
  };

  const onText = ({ type, data }: RunEvent, place: RunPlace): void => {
    const delta = textOf(data, 'delta');
    if (place.depth > 0 || type === 'THINKING_TEXT_MESSAGE_CONTENT') {
      if (verbose && delta !== '') output.err(delta);
      return;
    }
    if (type === 'TEXT_MESSAGE_START') {
      message = '';
      if (isVoid && streamText) line('(the answer above is void; this is the new one)', place);
      isVoid = false;
    }
    if (type === 'TEXT_MESSAGE_CONTENT') {
      message += delta;
      if (streamText) write(delta);
    }
    if (type !== 'TEXT_MESSAGE_END') return;
    if (streamText) breakLine();
    isVoid = data.discarded === true;
    if (isVoid) message = '';
  };

  return {
    breakLine,
    emit(event, place) {
      if (json) return;
      const { type, data } = event;
      if (type.startsWith('TOOL_CALL_')) onCall(event, place);
      else if (type.includes('TEXT_MESSAGE')) onText(event, place);
      else if (type === 'RETRY') {
        line(
          `the model did not answer (${textOf(data, 'code')}), next try in ${duration(Number(data.delayMs))}`,
          place,
        );
      } else if (type === 'COMPACTION_FINISHED')
        line('the conversation was shortened to fit the context', place);
      else if (type === 'MODEL_CALL_FINISHED' && verbose) {
        line(`${textOf(data, 'model')} answered in ${duration(Number(data.latencyMs))}`, place);
      }
    },
    finish(result) {
      breakLine();
      calls.clear();
      isVoid = false;
      const { response, stopReason, failure, usage } = result;
      const isSeen = streamText && message.trim() === response.trim();
      const ended = failure === undefined;
      if (response !== '' && !isSeen && ended) output.out(`${response}\n`);
      message = '';
      if (failure && stopReason !== 'cancelled') {
        for (const text of errorLines(NexError.fromFailure(failure))) note(text);
      }
      if (stopReason === 'cancelled') note('Stopped.');
      if (verbose) {
        const cost = result.costUsd === undefined ? '' : `, $${result.costUsd.toFixed(4)}`;
        note(
          `${stopReason}, ${count(usage.inputTokens)} tokens in, ${count(usage.outputTokens)} out, ${count(usage.modelCalls)} model calls${cost}`,
        );
      }
    },
  };
}

function textOf(data: Record<string, Json>, key: string): string {
  const value = data[key];
  return typeof value === 'string' ? value : '';
}
