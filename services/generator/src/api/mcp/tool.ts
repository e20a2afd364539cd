/** How the tools of this face are defined. */
import { type FaceTool, type ToolCall as FaceToolCall, READS, toolsOf } from '@nex/mcp-face';
import type { Context } from '../../context.ts';

export type ToolCall = FaceToolCall<Context>;
export type GeneratorTool = FaceTool<Context>;

export const defineTool = toolsOf<Context>();
export { READS };
