export { AgentFile } from './agent-file.ts';
export { builtinOf } from './bindings/builtin-binding.ts';
export { checkBinding, type WrittenBinding } from './bindings/check-binding.ts';
export { bundleDigest, MAX_BUNDLE_BYTES, MAX_BUNDLE_FILES, sortFiles, validateBundle } from './bundle.ts';
export { readBundleDirectory, writeBundleDirectory } from './bundle-directory.ts';
export { directorySource } from './directory-source.ts';
export { withoutEmptyKeys } from './empty-keys.ts';
export { bundleSource, type FileSource, MAX_FILE_BYTES, MAX_LISTED_FILES } from './file-source.ts';
export { inputSchemaFault, schemaFault } from './input-schema.ts';
export { parseInterpolated } from './interpolate.ts';
export {
  agentFileJsonSchema,
  frameworkFileJsonSchema,
  pluginFileJsonSchema,
  schemaFiles,
  toolFileJsonSchema,
} from './json-schemas.ts';
export { readModelSettings } from './llm-config.ts';
export { type LoadedAgent, loadAgent } from './load-agent.ts';
export { FRAMEWORK_FILE, type LoadedFramework, loadFramework, readFramework } from './load-framework.ts';
export type { BindingKind, LoadOptions } from './load-options.ts';
export type { AgentPlace, PluginComponent, Skip } from './loading.ts';
export { didYouMean, nearest } from './nearest.ts';
export { PLUGIN_FILE, PluginFile } from './plugins/plugin-file.ts';
export { checkSecretReferences, fillSecrets, secretNames } from './secret-references.ts';
export { checkShape, type Issue, type ShapeIssue } from './shape-issues.ts';
export { folderOf, packagePathOf, resolvePath } from './source-path.ts';
export { renderTemplate } from './template.ts';
export { ToolFile } from './tool-file.ts';
export { parseYaml, toPlain } from './yaml-document.ts';
