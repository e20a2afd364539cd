export { type Budget, createBudget } from './budget.ts';
export type {
  CallState,
  Emit,
  LoopAgent,
  LoopEvent,
  LoopInput,
  LoopResult,
  RecordedReply,
  Recorder,
} from './loop-types.ts';
export { createMemoryRecorder, type MemoryRecorder } from './memory-recorder.ts';
export { callEvents, contentEvents, type EventDraft, resultEvent } from './message-events.ts';
export { createRequestValidator, type RequestValidator, validateRequest } from './request-validator.ts';
export { runAgentLoop } from './run-agent-loop.ts';
export {
  createSubAgentTool,
  type RunSubAgent,
  type SubAgentResult,
  type SubAgentToolOptions,
} from './sub-agent-tool.ts';
