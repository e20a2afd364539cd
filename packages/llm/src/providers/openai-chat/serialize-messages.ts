/**
 * Core messages as the `messages` of a chat completions request. The JSON of a conversation is kept and appended to, so a
 * turn costs what it adds, and a longer history has the shorter one's JSON as its prefix.
 */
import { type ImageBlock, type Message, type ReasoningBlock, type ToolResultBlock, textOf } from '@nex/core';
import { THINKING_PART } from './reasoning-collector.ts';

export type MessageSerializer = (messages: readonly Message[]) => string;

interface Fragment {
  json: string;
  /** A user message with the images of a tool result: it may only come after the turn's last result. */
  images?: string;
}

/** A conversation as far as it is written. */
interface Written {
  parts: Part[];
  /** `[{…},{…}`: the list without its end, and without the last part's images. */
  open: string;
}

interface Part {
  message: Message;
  /** Length of the list up to and with the message. */
  end: number;
  /** Images of the turn so far, which come after its last result. */
  images: readonly string[];
}

const NO_IMAGES: readonly string[] = [];

/**
 * @param replayReasoning Whether reasoning goes back to the server that wrote it.
 *
 * What is known of a conversation hangs on its last answer: a memory entry per message would be the collector's largest
 * work with thousands of runs in flight.
 */
export function createMessageSerializer({
  replayReasoning,
}: {
  replayReasoning: boolean;
}): MessageSerializer {
  const known = new WeakMap<Message, Written>();

  return (messages) => {
    const written = take(known, messages);
    const { parts } = written;
    let { open } = written;
    let images = parts.at(-1)?.images ?? NO_IMAGES;
    for (let i = parts.length; i < messages.length; i += 1) {
      const message = messages[i] as Message;
      if (message.role !== 'tool' && images.length > 0) {
        open = withImages(open, images);
        images = NO_IMAGES;
      }
      const fragment = serialize(message, replayReasoning);
      open += `${i === 0 ? '[' : ','}${fragment.json}`;
      if (fragment.images !== undefined) images = [...images, fragment.images];
      parts.push({ message, end: open.length, images });
    }
    const text = messages.length === 0 ? '[]' : `${withImages(open, images)}]`;
    // A piece of the text, which becomes one string anyway; a sum would be put together again at each turn.
    written.open = text.slice(0, open.length);
    return text;
  };
}

/** What is written of these messages already: moved to their last answer, and cut where they differ. */
function take(known: WeakMap<Message, Written>, messages: readonly Message[]): Written {
  let anchor: Message | undefined;
  let written: Written | undefined;
  for (let i = messages.length - 1; i >= 0 && !written; i -= 1) {
    const message = messages[i] as Message;
    if (message.role !== 'assistant' && i > 0) continue;
    anchor ??= message;
    written = known.get(message);
    if (written && message !== anchor) known.delete(message);
  }
  written ??= { parts: [], open: '' };
  if (anchor) known.set(anchor, written);
  const { parts, open } = written;
  const same = parts.findIndex(({ message }, index) => message !== messages[index]);
  if (same >= 0) {
    parts.length = same;
    written.open = open.slice(0, parts.at(-1)?.end ?? 0);
  }
  return written;
}

function withImages(open: string, images: readonly string[]): string {
  return images.length === 0 ? open : `${open},${images.join(',')}`;
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
