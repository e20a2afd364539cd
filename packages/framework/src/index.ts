export {
  type AgentDiff,
  diffFrameworks,
  type FieldChange,
  type FrameworkDiff,
  type ListDiff,
} from './diff/diff-frameworks.ts';
export { diffText } from './diff/diff-text.ts';
export { diffLines, type LineChange } from './diff/line-diff.ts';
export { lintFramework, lintModel } from './lint/lint-framework.ts';
export type { CatalogueView, CatalogueViewServer, LintOptions, LintRule } from './lint/lint-rule.ts';
export { LINT_RULES } from './lint/rules/index.ts';
export { type AgentGraph, agentGraph } from './model/graph.ts';
export type * from './model/model.ts';
export { type KeyPath, keyPath, type Place, placeText } from './model/place.ts';
export { REFERENCE_FILE, readFramework as readFrameworkModel } from './read/read-framework.ts';
export { ReferenceConfig } from './read/reference-schema.ts';
export {
  type EditDistance,
  type EditDistanceOptions,
  graphEditDistance,
  graphSize,
} from './similarity/graph-edit-distance.ts';
export { type GridCell, gridCell, NODE_BANDS } from './similarity/grid-cell.ts';
export {
  jaccard,
  type LabelledGraph,
  type LabelledNode,
  labelledGraph,
} from './similarity/labelled-graph.ts';
export { shinglesOf } from './similarity/shingles.ts';
export {
  type Fingerprint,
  fingerprint,
  GRAPH_WEIGHT,
  nearestClone,
  type Similarity,
  similarity,
} from './similarity/similarity.ts';
export { type MermaidOptions, toMermaid } from './write/mermaid.ts';
export { type WriteReferenceOptions, writeReference } from './write/write-reference.ts';
