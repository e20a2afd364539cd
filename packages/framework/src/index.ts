export { lintFramework, lintModel } from './lint/lint-framework.ts';
export type { CatalogueView, CatalogueViewServer, LintOptions, LintRule } from './lint/lint-rule.ts';
export { LINT_RULES } from './lint/rules/index.ts';
export { type AgentGraph, agentGraph } from './model/graph.ts';
export type * from './model/model.ts';
export { type KeyPath, keyPath, type Place, placeText } from './model/place.ts';
export { REFERENCE_FILE, readFramework as readFrameworkModel } from './read/read-framework.ts';
export { ReferenceConfig } from './read/reference-schema.ts';
