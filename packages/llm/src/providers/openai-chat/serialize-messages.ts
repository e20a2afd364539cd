/**
 * Core messages as the `messages` of a chat completions request. Each message object becomes JSON once and keeps it as
 * long as it lives, so a turn costs what it adds; a longer history has the shorter one's JSON as its prefix.
 */
import { type ImageBlock, type Message, type ReasoningBlock, type ToolResultBlock, textOf } from '@nex/core';
import { THINKING_PART } from './reasoning-collector.ts';

export type MessageSerializer = (messages: readonly Message[]) => string;

interface Fragment {
  json: string;
  /** A user message with the images of a tool result: it may only come after the turn's last result. */
  images?: string;
}

/** @param replayReasoning Whether reasoning goes back to the server that wrote it. */
export function createMessageSerializer({
  replayReasoning,
}: {
  replayReasoning: boolean;
}): MessageSerializer {
  const known = new WeakMap<Message, Fragment>();

  function fragmentOf(message: Message): Fragment {
    let fragment = known.get(message);
    if (!fragment) {
      fragment = serialize(message, replayReasoning);
      known.set(message, fragment);
    }
    return fragment;
  }

  return (messages) => {
    const parts: string[] = [];
    let images: string[] = [];
    for (const message of messages) {
      if (message.role !== 'tool' && images.length > 0) {
        parts.push(...images);
        images = [];
      }
      const fragment = fragmentOf(message);
      parts.push(fragment.json);
      if (fragment.images !== undefined) images.push(fragment.images);
    }
    return `[${[...parts, ...images].join(',')}]`;
  };
}

function serialize(message: Message, replayReasoning: boolean): Fragment {
  switch (message.role) {
    case 'system':
      return { json: JSON.stringify({ role: 'system', content: textOf(message) }) };
    case 'user':
      return { json: JSON.stringify({ role: 'user', content: userContent(message) }) };
    case 'assistant':
      return { json: JSON.stringify(assistant(message, replayReasoning)) };
    case 'tool':
      return toolResult(message);
  }
}

function userContent(message: Message): string | object[] {
  if (!message.content.some((block) => block.type === 'image')) return textOf(message);
  return message.content.flatMap((block) =>
    block.type === 'text'
      ? [{ type: 'text', text: block.text }]
      : block.type === 'image'
        ? [imagePart(block)]
        : [],
  );
}

function assistant(message: Message, replayReasoning: boolean): object {
  const calls = message.content.flatMap((block) =>
    block.type === 'tool_call'
      ? [{ id: block.id, type: 'function', function: { name: block.name, arguments: block.argumentsText } }]
      : [],
  );
  const text = textOf(message);
  const thoughts = replayReasoning ? thinkingParts(message) : [];
  if (thoughts.length > 0) {
    return {
      role: 'assistant',
      content: text === '' ? thoughts : [...thoughts, { type: 'text', text }],
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    };
  }
  return {
    role: 'assistant',
    // Servers take a message without text only where it has calls.
    content: text === '' && calls.length > 0 ? null : text,
    ...(replayReasoning ? reasoningOf(message) : {}),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function thinkingParts({ content }: Message): object[] {
  return content.flatMap((block) =>
    block.type === 'reasoning' && block.format === THINKING_PART
      ? [{ type: 'thinking', thinking: [{ type: 'text', text: block.text }] }]
      : [],
  );
}

/** What came as blocks of a form goes back as them; other reasoning, also of other wires, as plain text. */
function reasoningOf(message: Message): object {
  const blocks = message.content.filter((block): block is ReasoningBlock => block.type === 'reasoning');
  if (blocks.length === 0) return {};
  if (blocks.some((block) => block.format !== undefined)) return { reasoning_details: blocks.map(detailOf) };
  const text = blocks.map((block) => block.text).join('\n');
  return text === '' ? {} : { reasoning_content: text };
}

function detailOf({ text, signature, encrypted, id, format }: ReasoningBlock, index: number): object {
  const known = { ...(id === undefined ? {} : { id }), ...(format === undefined ? {} : { format }), index };
  if (encrypted !== undefined) return { type: 'reasoning.encrypted', data: encrypted, ...known };
  return { type: 'reasoning.text', text, ...(signature === undefined ? {} : { signature }), ...known };
}

function toolResult(message: Message): Fragment {
  const result = message.content.find((block): block is ToolResultBlock => block.type === 'tool_result');
  const id = result?.toolCallId ?? '';
  const images = (result?.content ?? []).filter((block): block is ImageBlock => block.type === 'image');
  const text = textOf(result ?? { content: [] });
  const content = text === '' && images.length > 0 ? 'See the images below.' : text;
  const json = JSON.stringify({ role: 'tool', tool_call_id: id, content });
  if (images.length === 0) return { json };
  const heading = { type: 'text', text: `Images returned by tool call ${id}:` };
  return { json, images: JSON.stringify({ role: 'user', content: [heading, ...images.map(imagePart)] }) };
}

function imagePart(block: ImageBlock): object {
  const { url, detail } = block;
  return { type: 'image_url', image_url: detail === undefined ? { url } : { url, detail } };
}
