/** The lint rules, in the order of `docs/lint.md`. */
import type { LintRule } from '../lint-rule.ts';
import { agentDescription } from './agent-description.ts';
import { agentList } from './agent-list.ts';
import { assertions } from './assertions.ts';
import { binding } from './binding.ts';
import { catalogueDrift } from './catalogue-drift.ts';
import { configDrift } from './config-drift.ts';
import { contractEdge } from './contract-edge.ts';
import { contractSource } from './contract-source.ts';
import { countDrift } from './count-drift.ts';
import { cycle } from './cycle.ts';
import { duplicateId } from './duplicate-id.ts';
import { duplicateToolSet } from './duplicate-tool-set.ts';
import { emptyPrompt } from './empty-prompt.ts';
import { entryAgent } from './entry-agent.ts';
import { idleLeaf } from './idle-leaf.ts';
import { invalidSchema } from './invalid-schema.ts';
import { leakingDescription } from './leaking-description.ts';
import { llmConfig } from './llm-config.ts';
import { looseSchema } from './loose-schema.ts';
import { metaSkills } from './meta-skills.ts';
import { missingFile } from './missing-file.ts';
import { mixedLanguage } from './mixed-language.ts';
import { nameClash } from './name-clash.ts';
import { nameForm } from './name-form.ts';
import { patternShape } from './pattern-shape.ts';
import { personas } from './personas.ts';
import { phases } from './phases.ts';
import { plainSecret } from './plain-secret.ts';
import { problemTree } from './problem-tree.ts';
import { promptNamesMissing } from './prompt-names-missing.ts';
import { schema } from './schema.ts';
import { synthesisedTools } from './synthesised-tools.ts';
import { undefinedAgent } from './undefined-agent.ts';
import { undefinedTool } from './undefined-tool.ts';
import { unknownServer } from './unknown-server.ts';
import { unknownTool } from './unknown-tool.ts';
import { unreachableAgent } from './unreachable-agent.ts';
import { unsetEnvironment } from './unset-environment.ts';
import { unusedAgent } from './unused-agent.ts';
import { unusedTool } from './unused-tool.ts';

export const LINT_RULES = [
  schema,
  missingFile,
  entryAgent,
  unreachableAgent,
  cycle,
  undefinedAgent,
  unusedAgent,
  agentList,
  duplicateId,
  undefinedTool,
  unusedTool,
  idleLeaf,
  emptyPrompt,
  agentDescription,
  promptNamesMissing,
  countDrift,
  binding,
  unknownServer,
  unknownTool,
  catalogueDrift,
  invalidSchema,
  looseSchema,
  contractEdge,
  contractSource,
  metaSkills,
  assertions,
  phases,
  synthesisedTools,
  llmConfig,
  plainSecret,
  unsetEnvironment,
  nameForm,
  nameClash,
  leakingDescription,
  mixedLanguage,
  problemTree,
  personas,
  patternShape,
  duplicateToolSet,
  configDrift,
] as const satisfies readonly LintRule[] as readonly LintRule[];
