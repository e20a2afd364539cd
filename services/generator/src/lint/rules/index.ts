/** The lint rules. Schema, unreachable, undefined and circular agents are found by loading: see `lint-bundle.ts`. */
import type { LintRule } from '../rule.ts';
import { duplicateTool } from './duplicate-tool.ts';
import { idleLeaf } from './idle-leaf.ts';
import { leakingDescription } from './leaking-description.ts';
import { personas } from './personas.ts';
import { problemTree } from './problem-tree.ts';
import { promptNamesMissing } from './prompt-names-missing.ts';
import { tooFewAgents } from './too-few-agents.ts';
import { unknownServer } from './unknown-server.ts';
import { unknownTool } from './unknown-tool.ts';

export const LINT_RULES: readonly LintRule[] = [
  unknownServer,
  unknownTool,
  idleLeaf,
  promptNamesMissing,
  leakingDescription,
  problemTree,
  personas,
  tooFewAgents,
  duplicateTool,
];
