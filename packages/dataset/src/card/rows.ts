/** What the card says of the rows of the first format: columns, what to train on, and how they are loaded. */
import type { FormatAccount, Manifest } from '@nex/core';
import { type Column, typeWord } from '../columns.ts';
import { table } from './markdown.ts';

export function aRow(columns: readonly Column[], account: FormatAccount | undefined): string {
  const has = namesOf(columns);
  return [
    '## A row',
    table(
      ['Column', 'Type', 'What it holds'],
      columns.map(({ name, type, about }) => [`\`${name}\``, `\`${typeWord(type)}\``, about]),
    ),
    ...((account?.exporter ?? 'openai-chat') === 'openai-chat' ? [CHAT] : []),
    ...(has('messages') || has('conversations') ? [TRAIN] : []),
    has('sub_agents') ? SUB_AGENTS : VIEWS[account?.view ?? 'root'],
  ].join('\n\n');
}

const CHAT =
  "A message has the same fields in every row; what does not apply is null. `content` and the `arguments` of a call are always strings, the arguments with the very bytes that the model wrote. `reasoning_content` holds the model's reasoning, where there was any. `tools` is a string that holds JSON, because parameter schemas have no common shape. `extra` is null, or JSON with what the chat form cannot hold (structured results, images, the order of blocks).";

const TRAIN =
  "`train` says which messages to put the loss on: the assistant's, save those with a call that the tool layer refused as malformed, invalid or unknown.";

const SUB_AGENTS =
  "A row's own conversation is the root's, and every entry of `sub_agents` is another agent's; no message stands in two of them, so training on all of them trains on nothing twice. `parent_run_id` and `parent_call_id` tell which call of which conversation started a sub-agent.";

const VIEWS: Readonly<Record<FormatAccount['view'], string>> = {
  root: 'A row holds the conversations of all agents of a trajectory. Over all rows nothing is trained on twice.',
  'per-agent':
    'A row is the conversation of one agent. `run` tells which call of which run started it. Over all rows nothing is trained on twice.',
  flattened:
    'A row is one conversation of all agents: what a sub-agent said stands between the call that started it and its result. Over all rows nothing is trained on twice.',
};

export function loading({ files }: Manifest, columns: readonly Column[]): string {
  const lines = files.filter(({ format }) => format === 'jsonl').map(({ path }) => path);
  const path = lines.find((one) => one.includes('/train-')) ?? lines[0] ?? '';
  const split = /\/([a-z]+)-\d/.exec(path)?.[1] ?? 'train';
  const use = usage(namesOf(columns));
  return `## Loading

\`\`\`python
${use.includes('json.') ? 'import json\n' : ''}from datasets import load_dataset

here = "path/to/this/directory"
rows = load_dataset(here, split="${split}")  # Parquet
# The same rows from the JSON lines${path.endsWith('.zst') ? ', with the package zstandard' : ''}; the features keep columns that are often null in shape.
rows = load_dataset("json", data_files=f"{here}/${path.replace(/-\d+\./, '-*.')}", split="train", features=rows.features)

row = rows[0]
${use}
\`\`\``;
}

/** Python. */
function usage(has: (name: string) => boolean): string {
  if (has('input_tokens'))
    return 'inputs, targets, weights = row["input_tokens"], row["target_tokens"], row["weights"]';
  if (has('spans'))
    return 'text = row["text"]\ntrained = [text[span["start"] : span["end"]] for span in row["spans"]]';
  if (has('trajectory')) return 'trajectory = json.loads(row["trajectory"])';
  const name = has('conversations') ? 'conversations' : 'messages';
  return `${name}, tools = row["${name}"], json.loads(row["tools"])`;
}

function namesOf(columns: readonly Column[]): (name: string) => boolean {
  return (name) => columns.some((column) => column.name === name);
}
