/** What a line with a slash does in `nex chat`. */
import type { LocalAgent, LocalConversation } from '@nex/local-agent';
import type { Context } from '../context.ts';
import { count } from '../output/text.ts';

export interface ChatState {
  agent: LocalAgent;
  conversation: LocalConversation;
}

export interface ChatCommand {
  name: string;
  usage: string;
  description: string;
  run(context: Context, state: ChatState, rest: string): Promise<void> | void;
}

export const CHAT_COMMANDS: readonly ChatCommand[] = [
  {
    name: 'help',
    usage: '/help',
    description: 'lists the commands',
    run({ note }) {
      for (const { usage, description } of CHAT_COMMANDS) note(`  ${usage.padEnd(16)}${description}`);
    },
  },
  {
    name: 'new',
    usage: '/new',
    description: 'begins a new conversation; the workspace stays as it is',
    async run({ note }, state) {
      await state.conversation[Symbol.asyncDispose]();
      state.conversation = state.agent.openConversation();
      note('A new conversation.');
    },
  },
  {
    name: 'model',
    usage: '/model [name]',
    description: 'shows the model, or takes another one of the same server',
    run({ note }, { agent }, rest) {
      const name = rest.trim();
      if (name !== '') agent.useModel({ model: name });
      note(`${agent.model.name} at ${agent.model.provider}`);
    },
  },
  {
    name: 'usage',
    usage: '/usage',
    description: 'shows what the conversation used so far',
    run({ note }, { conversation }) {
      const { inputTokens, outputTokens, modelCalls, costUsd } = conversation.usage;
      const cost = costUsd === undefined ? '' : `, $${costUsd.toFixed(4)}`;
      note(
        `${count(inputTokens)} tokens in, ${count(outputTokens)} out, ${count(modelCalls)} model calls${cost}`,
      );
    },
  },
  { name: 'exit', usage: '/exit', description: 'leaves', run() {} },
];
