export { type BuiltinTool, builtinSpec, type CompileCheck } from './builtin-tool.ts';
export { BUILTIN_TOOLS } from './builtins/index.ts';
export { createBuiltinTool } from './create-builtin-tool.ts';
export { directoryWorkspace, WORKSPACE_ALIAS, type Workspace, type WorkspacePath } from './workspace.ts';
