/** An agent file at work in this process: no server, no database. */
import type { Skip } from '@nex/agent-config';
import { assembleModel } from '@nex/assembly';
import type { AgentSpec } from '@nex/core';
import { createConversation, type LocalConversation } from './local-conversation.ts';
import type { LocalResult, ModelOverride, OpenLocalAgentOptions, RunInput, RunOptions } from './options.ts';
import { openRoom } from './room.ts';

/** Disposing stops all runs and ends all processes that they started. The workspace stays. */
export interface LocalAgent extends AsyncDisposable {
  readonly spec: AgentSpec;
  /** What the files ask for and the agent does not do. */
  readonly skipped: readonly Skip[];
  /** The model of the entry agent. */
  readonly model: { name: string; provider: string };
  /** From the next run on, for all agents. */
  useModel(override: ModelOverride): void;
  /** A run of the conversation that the agent opens with. */
  run(input?: RunInput, options?: RunOptions): Promise<LocalResult>;
  /** One more conversation, which may be at work at the same time. All share the workspace. */
  openConversation(): LocalConversation;
}

/**
 * Loads the files and makes ready what the agent works with; processes start at the first use. Throws `not_found`,
 * `config_invalid`, `bundle_invalid`, `catalogue_invalid`, `invalid_request` with the file and the key.
 */
export async function openLocalAgent(options: OpenLocalAgentOptions): Promise<LocalAgent> {
  const room = await openRoom(options);
  const { agent: spec, skipped } = room.loaded;
  const conversations = new Set<LocalConversation>();
  const openConversation = (): LocalConversation => {
    const conversation = createConversation(room, spec, options);
    conversations.add(conversation);
    return Object.assign(conversation, {
      [Symbol.asyncDispose]: closing(conversation, () => conversations.delete(conversation)),
    });
  };
  const first = openConversation();
  return {
    spec,
    skipped,
    get model() {
      const { name, provider } = assembleModel(spec, room.models.choose);
      return { name, provider };
    },
    useModel: (override) => room.models.override(override),
    run: (input, runOptions) => first.run(input, runOptions),
    openConversation,
    async [Symbol.asyncDispose]() {
      await Promise.all([...conversations].map((one) => one[Symbol.asyncDispose]()));
      await room[Symbol.asyncDispose]();
    },
  };
}

function closing(conversation: LocalConversation, after: () => void): () => Promise<void> {
  const close = conversation[Symbol.asyncDispose].bind(conversation);
  return async () => {
    await close();
    after();
  };
}
