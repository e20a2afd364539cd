/** What formats cannot hold, by kind. The words are counted in manifests, so they stay as they are. */

export const LOSS_KINDS = {
  images: 'images, of which the text keeps at most a mark',
  image_hints: 'media types and detail of images beside their address',
  call_ids: 'ids of tool calls, written anew as call_1, call_2, …',
  argument_spelling: 'white space and key spelling of arguments; their values stay',
  malformed_calls: 'calls without valid arguments, kept as the text that they were',
  error_flags: 'marks of failed results; their text says "Error:"',
  error_kinds: 'whose fault a failed result was',
  structured_results: 'structured results beside the text',
  result_order: 'the order of results other than that of their calls',
  result_names: 'which tool a result is of',
  block_order: 'the order and number of blocks in a message',
  white_space: 'white space at the edges of text and reasoning',
  provider_proofs: 'signatures and ids of providers, encrypted reasoning, cache marks',
  encrypted_reasoning: 'reasoning that has no text',
  empty_messages: 'messages without content',
  tool_definitions: 'definitions of a tool that another agent defines otherwise',
  earlier_leaves: 'conversations that a compaction took the place of',
  sub_agents: 'sub-agents whose call is in no conversation',
  left_out:
    'reasoning, texts of turns and system prompts that the chat template leaves out or writes otherwise',
  unwritten_tools: 'tools that the chat template does not name',
  server_tokens:
    'token ids of the model server that do not fit the conversation and the tokenizer; the text was tokenized anew',
} as const satisfies Record<string, string>;
export type LossKind = keyof typeof LOSS_KINDS;

export type Losses = Partial<Record<LossKind, number>>;

export function lose(losses: Losses, kind: LossKind, count = 1): void {
  losses[kind] = (losses[kind] ?? 0) + count;
}

export function addLosses(into: Losses, more: Readonly<Losses>): void {
  for (const [kind, count] of Object.entries(more)) lose(into, kind as LossKind, count);
}
