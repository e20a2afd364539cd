export * from './bindings/index.ts';
export { type BuiltinTool, builtinSpec, type CompileCheck, defineBuiltin } from './builtin-tool.ts';
export { BUILTIN_TOOLS } from './builtins/index.ts';
export { createBuiltinTool } from './create-builtin-tool.ts';
export { placeFile } from './files/place-file.ts';
export { storeOutput } from './files/store-output.ts';
export { FORMATTER_TABLE } from './formatters/index.ts';
export { outcomeOfResult } from './formatters/outcome-of-result.ts';
export * from './sandbox/index.ts';
export { builtinFault } from './schema-fault.ts';
export { createSerperSearch, type SerperOptions } from './search/create-serper-search.ts';
export type { SearchHit, ToolEnvironment } from './tool-environment.ts';
export { type Page, readPage } from './web/read-page.ts';
export {
  type DirectoryWorkspaceOptions,
  directoryWorkspace,
  type FoundPath,
  WORKSPACE_ALIAS,
  type Workspace,
  type WorkspacePath,
} from './workspace.ts';
