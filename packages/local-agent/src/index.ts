export type { LocalConversation } from './local-conversation.ts';
export { type AgentLocation, locateAgent } from './locate-agent.ts';
export { type LocalAgent, openLocalAgent } from './open-local-agent.ts';
export type {
  EmitRunEvent,
  LocalDesk,
  LocalModel,
  LocalResult,
  LocalSandbox,
  ModelOverride,
  OpenLocalAgentOptions,
  RunInput,
  RunOptions,
  RunPlace,
} from './options.ts';
export { type ResultJson, resultJson, type UsageJson, usageJson } from './result-json.ts';
