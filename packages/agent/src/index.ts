export { type Budget, type BudgetOptions, createBudget } from './budget.ts';
export { type CallLedger, createCallLedger, type LedgerCall } from './cassettes/call-ledger.ts';
export {
  type CassettePlayer,
  type Equipped,
  equipTools,
  type Found,
} from './cassettes/equip-tools.ts';
export { type Place, rootPlace } from './cassettes/place.ts';
export type { Recording } from './cassettes/recording.ts';
export type { CompactionPolicy } from './compaction/policy.ts';
export {
  COMPACTION_STAGES,
  type CompactionReport,
  type CompactionStage,
  type CompactionTrigger,
  compactionPhase,
} from './compaction/report.ts';
export { defineTool, type ToolOptions } from './define-tool.ts';
export { estimateTokens } from './estimate-tokens.ts';
export type {
  Emit,
  Inbox,
  LoopAgent,
  LoopEvent,
  LoopInput,
  LoopResult,
  OutputContract,
} from './loop-types.ts';
export { createMemoryRecorder, type MemoryRecorder } from './memory-recorder.ts';
export { callEvents, contentEvents, type EventDraft, resultEvent, thinkingId } from './message-events.ts';
export {
  CompactionParams,
  compactionPolicy,
  summaryLlmConfig,
} from './middleware/builtin/compaction-policy.ts';
export { LoggingParams, type LogLine, logging } from './middleware/builtin/logging.ts';
export {
  LongToolOutputParams,
  longToolOutput,
  type SaveText,
} from './middleware/builtin/long-tool-output.ts';
export { ReminderParams, roundAndTokenReminder } from './middleware/builtin/round-and-token-reminder.ts';
export {
  type EnvironmentFacts,
  RuntimeEnvironmentParams,
  runtimeEnvironment,
} from './middleware/builtin/runtime-environment.ts';
export { ToolApprovalParams, withApproval } from './middleware/builtin/tool-approval.ts';
export type {
  AfterModel,
  BeforeModel,
  HookContext,
  Middleware,
  TurnContext,
} from './middleware/middleware.ts';
export {
  type PermissionAnswer,
  type PermissionDesk,
  type PermissionRequest,
  Waiting,
} from './permission-desk.ts';
export { createPermit, type PermitSubject } from './permissions/create-permit.ts';
export { isPathDenied, pathsOfCall } from './permissions/permit-paths.ts';
export type { CallState, EndedCall, RecordedReply, Recorder, Replacement } from './recorder.ts';
export { createRequestValidator, type RequestValidator, validateRequest } from './request-validator.ts';
export { type RunAgentOptions, type RunAgentResult, runAgent } from './run-agent.ts';
export { runAgentLoop } from './run-agent-loop.ts';
export { createLoadSkillTool, type Skill } from './skills/load-skill-tool.ts';
export {
  createSubAgentTool,
  type RunSubAgent,
  type SubAgentResult,
  type SubAgentToolOptions,
} from './sub-agent-tool.ts';
