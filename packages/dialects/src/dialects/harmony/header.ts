/**
 * What a harmony message's header says: `<|start|>ROLE to=RECIPIENT<|channel|>CHANNEL to=RECIPIENT <|constrain|>json`.
 * The recipient stands before or behind the channel. Source: the openai/harmony format and the gpt-oss template.
 */
export type MessageKind = 'text' | 'reasoning' | 'call';

export interface Header {
  kind: MessageKind;
  /** The tool that is called; `''` when there is none. */
  tool: string;
}

const NO_TOOLS = ['', 'assistant', 'user', 'all'];

/**
 * A recipient makes it a call, whatever the channel. What a model writes in another's role, such as a result that it
 * made up, is a thought.
 */
export function readHeader(header: string): Header {
  const role = /<\|start\|>\s*([^\s<]+)/.exec(header)?.[1] ?? 'assistant';
  if (role !== 'assistant') return { kind: 'reasoning', tool: '' };
  const recipient = /(?:^|[\s>])to=([^\s<]+)/.exec(header)?.[1] ?? '';
  if (!NO_TOOLS.includes(recipient)) return { kind: 'call', tool: recipient.replace(/^functions\./, '') };
  const channel = /<\|channel\|>\s*(\w+)/.exec(header)?.[1];
  return { kind: channel === 'analysis' ? 'reasoning' : 'text', tool: '' };
}
