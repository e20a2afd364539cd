export {
  type CustomToolOptions,
  createNodeTool,
  createPythonTool,
  type HostedToolOptions,
  type ToolExecute,
} from './create-custom-tool.ts';
export {
  createNodeHost,
  createPythonHost,
  type HostOptions,
  type PythonHostOptions,
} from './create-hosts.ts';
export { createHttpTool, type HttpToolOptions } from './create-http-tool.ts';
export { hasPythonModule } from './has-python-module.ts';
export { type HostFolders, hostReadOnlyPaths } from './host-paths.ts';
export type { ToolHost } from './tool-host.ts';
export { type BundleFolder, writeBundle } from './write-bundle.ts';
