/** The loop of `nex chat`: a message, a run, its answer; lines that begin with a slash are for the chat itself. */
import { type LocalAgent, type LocalResult, resultJson } from '@nex/local-agent';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { terminalDesk } from './ask-permission.ts';
import { CHAT_COMMANDS, type ChatState } from './chat-commands.ts';
import { createLineReader, type LineReader } from './line-reader.ts';
import type { LocalOptions } from './local-options.ts';
import { openLocal } from './open-local.ts';
import { exitCodeOfRun, runTurn } from './run-turn.ts';
import { createRunView, type RunView } from './run-view.ts';

export interface ChatOptions extends LocalOptions {
  query?: string;
  verbose?: boolean;
}

/** The work of `nex chat`. Gives the exit code. */
export async function runChat(context: Context, file: string, options: ChatOptions): Promise<number> {
  const { query, verbose = false } = options;
  using stack = new DisposableStack();
  let opened: LineReader | undefined;
  const reader = () => (opened ??= stack.use(createLineReader(context)));
  const view = createRunView(context, { streamText: !context.json, verbose });
  await using local = await openLocal(context, file, options, {
    emit: view.emit,
    permissions: terminalDesk(context, reader, () => view.breakLine()),
    ...(verbose ? { log: (fields, message) => context.note(`${message} ${JSON.stringify(fields)}`) } : {}),
  });
  const parts = { agent: local.agent, reader, view };
  return await (query === undefined ? converse(context, parts) : askOnce(context, parts, query));
}

interface ChatParts {
  agent: LocalAgent;
  reader: () => LineReader;
  view: RunView;
}

/** One message, one answer. */
async function askOnce(context: Context, { agent, view }: ChatParts, query: string): Promise<number> {
  const result = await runTurn(context, agent, query, () => view.breakLine());
  show(context, view, result);
  return exitCodeOfRun(result);
}

/** Until `/exit`, the end of input or Ctrl-C. The exit code is that of the last message, or 0 for `/exit`. */
async function converse(context: Context, { agent, reader: openReader, view }: ChatParts): Promise<number> {
  const { signal, note } = context;
  const reader = openReader();
  const state: ChatState = { agent, conversation: agent.openConversation() };
  if (reader.isTerminal) {
    note(
      `${agent.spec.name}, ${modelText(agent)}. /help lists the commands, Ctrl-C stops a run, Ctrl-D leaves.`,
    );
  }
  let exitCode: number = EXIT.ok;
  for (;;) {
    const line = await reader.read('> ', signal);
    if (signal.aborted) return EXIT.interrupted;
    if (line === undefined) {
      if (reader.isTerminal) note('');
      return reader.isTerminal ? EXIT.ok : exitCode;
    }
    if (line.trim() === '') continue;
    const command = /^\/(?<name>[a-z]+)(?:\s+(?<rest>.*))?$/.exec(line.trimEnd())?.groups;
    if (command) {
      const known = CHAT_COMMANDS.find(({ name }) => name === command['name']);
      if (known?.name === 'exit') return EXIT.ok;
      if (known) await known.run(context, state, command['rest'] ?? '');
      else
        note(
          `There is no command /${command['name']}. /help lists them; a leading space makes it a message.`,
        );
      continue;
    }
    const result = await runTurn(context, state.conversation, line.trim(), () => view.breakLine());
    show(context, view, result);
    if (signal.aborted) return EXIT.interrupted;
    exitCode = exitCodeOfRun(result);
  }
}

function show({ json, output }: Context, view: RunView, result: LocalResult): void {
  if (json) output.out(`${JSON.stringify(resultJson(result))}\n`);
  else view.finish(result);
}

function modelText({ model }: LocalAgent): string {
  return `${model.name} at ${model.provider}`;
}
