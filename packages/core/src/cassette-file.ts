/**
 * A cassette as a file: JSON lines. The first says what it is; an outcome comes before the calls that name it; of two lines
 * about the same, the later one holds. So a file can be written by appending.
 */
import * as z from 'zod';
import { ImageBlock, RESULT_ERRORS, TextBlock } from './message.ts';
import { ToolDefinition } from './tool.ts';
import { FinalState } from './tool-state.ts';

export const RecordedOutcome = z.object({
  content: z.array(z.union([TextBlock, ImageBlock])),
  isError: z.boolean(),
  errorKind: z.enum(RESULT_ERRORS).optional(),
  structured: z.json().optional(),
});

export const RecordedCall = z.object({
  /** Digest of what follows, but the outcome, and of where the call stands in its run. */
  key: z.string().max(100),
  take: z.string().max(100),
  server: z.string().max(200),
  tool: z.string().max(200),
  /** Digest of the input schema. */
  schema: z.string().max(100),
  /** Digest of the arguments. */
  args: z.string().max(100),
  /** Digest of the outcome. */
  outcome: z.string().max(100),
});
export type RecordedCall = z.infer<typeof RecordedCall>;

export const CassetteLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('cassette'), version: z.literal(1) }),
  /** What the servers of an agent offered it. */
  z.object({ type: z.literal('tools'), servers: z.string().max(100), tools: z.array(ToolDefinition) }),
  z.object({ type: z.literal('outcome'), digest: z.string().max(100), outcome: RecordedOutcome }),
  z.object({ type: z.literal('call'), ...RecordedCall.shape }),
  /** State of tool servers at the end of a take. */
  z.object({ type: z.literal('state'), take: z.string().max(100), final: FinalState }),
]);
export type CassetteLine = z.infer<typeof CassetteLine>;
