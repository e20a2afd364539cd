export { callTool, createFace, describeTools, type Face } from './face.ts';
export { createFaceHandler, type FaceHandler, type FaceRequest } from './face-handler.ts';
export { listTools } from './list-tools.ts';
export { type DefineTool, type FaceTool, READS, type ToolCall, type ToolHints, toolsOf } from './tool.ts';
