/**
 * Shows the answers of one run while the model writes them. The model is asked to stream only when somebody watches at
 * the time of the call. Whatever is shown under a message id is the beginning of the answer that is stored under it: an
 * answer that turns out otherwise is stored under another id.
 */
import { type Message, type Model, type ModelDelta, newId, toolCallsOf } from '@nex/core';
import { cleanText } from '@nex/postgres';
import type { LiveCall, LiveMessage, LiveMessages } from '../watch/live-messages.ts';

export interface LiveRun extends Disposable {
  /** The model, asked to stream when somebody watches. Each call voids what the one before had shown. */
  shown(model: Model): Model;
  /** The id to store the answer under: what was shown has it already, when the answer begins with that. */
  idFor(message: Message): string;
  /** Nothing is being written any more: the answer is stored, or will not be used. */
  clear(): void;
}

export function openLiveRun(live: LiveMessages, run: { id: string; root_run_id: string }): LiveRun {
  const { id: runId, root_run_id: rootRunId } = run;
  let writing: Writing | undefined;
  const set = (next: Writing | undefined) => {
    if (writing === undefined && next === undefined) return;
    writing = next;
    live.set(rootRunId, runId, next?.message);
  };
  live.set(rootRunId, runId, undefined);
  return {
    shown: (model) => ({
      name: model.name,
      provider: model.provider,
      async call(request, options) {
        set(undefined);
        if (!live.isWatched(rootRunId)) return model.call(request, options);
        const onDelta = (delta: ModelDelta) => {
          options.onDelta?.(delta);
          if (options.signal.aborted) return;
          if (delta.type === 'restart') return set(undefined);
          if (!writing) set(createWriting());
          const characters = writing?.add(delta) ?? 0;
          if (characters > 0) live.grown(rootRunId, characters);
        };
        try {
          return await model.call(request, { ...options, onDelta });
        } catch (thrown) {
          set(undefined);
          throw thrown;
        }
      },
    }),
    idFor(message) {
      if (writing && begins(message, writing.message)) return writing.message.messageId;
      set(undefined);
      return newId('message');
    },
    clear: () => set(undefined),
    [Symbol.dispose]: () => live.remove(rootRunId, runId),
  };
}

interface Writing {
  message: LiveMessage;
  /** The number of characters that can be shown now. */
  add(delta: Exclude<ModelDelta, { type: 'restart' }>): number;
}

function createWriting(): Writing {
  const message: LiveMessage = {
    messageId: newId('message'),
    thoughts: [],
    thinking: false,
    text: '',
    calls: [],
  };
  const calls = new Map<number, PartialCall>();
  return {
    message,
    add(delta) {
      if (delta.type !== 'reasoning') message.thinking = false;
      if (delta.type === 'tool_call') return addToCall(message, calls, delta);
      const added = cleanText(delta.delta);
      if (delta.type === 'text') message.text += added;
      else think(message, added);
      return added.length;
    },
  };
}

function think(message: LiveMessage, added: string): void {
  if (added === '') return;
  const { thoughts, thinking } = message;
  if (!thinking) thoughts.push('');
  message.thinking = true;
  thoughts[thoughts.length - 1] += added;
}

interface PartialCall {
  id: string;
  name: string;
  argumentsText: string;
  shown?: LiveCall;
}

/** A call is shown from when its id and its name are known. */
function addToCall(
  message: LiveMessage,
  calls: Map<number, PartialCall>,
  delta: Extract<ModelDelta, { type: 'tool_call' }>,
): number {
  const call = calls.get(delta.index) ?? { id: '', name: '', argumentsText: '' };
  calls.set(delta.index, call);
  call.id ||= delta.id ?? '';
  call.name ||= delta.name ?? '';
  call.argumentsText += cleanText(delta.argumentsDelta ?? '');
  const { id, name, argumentsText } = call;
  if (id === '' || name === '') return 0;
  const before = call.shown?.argumentsText.length ?? -1;
  if (call.shown) call.shown.argumentsText = argumentsText;
  else message.calls.push((call.shown = { id, name, argumentsText }));
  return argumentsText.length - before;
}

function begins(message: Message, shown: LiveMessage): boolean {
  const calls = toolCallsOf(message);
  const thoughts = textsOf(message, 'reasoning').filter((text) => text !== '');
  return (
    textsOf(message, 'text').join('').startsWith(shown.text) &&
    shown.thoughts.every((thought, index) => thoughts[index]?.startsWith(thought)) &&
    shown.calls.every(({ id, name, argumentsText }, index) => {
      const call = calls[index];
      return call?.id === id && call.name === name && call.argumentsText.startsWith(argumentsText);
    })
  );
}

function textsOf({ content }: Message, type: 'text' | 'reasoning'): string[] {
  return content.flatMap((block) => (block.type === type ? [cleanText(block.text)] : []));
}
