/** Events of a run: the names of AG-UI, so that its clients can read them; each has an id that only grows. */
import * as z from 'zod';

export const RUN_EVENT_TYPES = [
  'RUN_STARTED',
  'TEXT_MESSAGE_START',
  'TEXT_MESSAGE_CONTENT',
  'TEXT_MESSAGE_END',
  'THINKING_TEXT_MESSAGE_START',
  'THINKING_TEXT_MESSAGE_CONTENT',
  'THINKING_TEXT_MESSAGE_END',
  'TOOL_CALL_START',
  'TOOL_CALL_ARGS',
  'TOOL_CALL_END',
  'TOOL_CALL_RESULT',
  'TOOL_CALL_PROGRESS',
  'PERMISSION_REQUESTED',
  'PERMISSION_RESOLVED',
  'USER_MESSAGE',
  'TEAM_MESSAGE',
  'IMAGE_MESSAGE_START',
  'IMAGE_MESSAGE_CONTENT',
  'IMAGE_MESSAGE_END',
  'MODEL_CALL_FINISHED',
  'USAGE_UPDATE',
  'RETRY',
  'COMPACTION_STARTED',
  'COMPACTION_FINISHED',
  'RUN_FINISHED',
  'RUN_ERROR',
] as const;
export type RunEventType = (typeof RUN_EVENT_TYPES)[number];

export const RunEvent = z.object({
  type: z.enum(RUN_EVENT_TYPES),
  runId: z.string(),
  timestamp: z.number(),
  data: z.record(z.string(), z.json()),
});
export type RunEvent = z.infer<typeof RunEvent>;
