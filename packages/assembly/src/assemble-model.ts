/**
 * The model of an agent: what its file says on top of the platform's own, other servers for when that one fails, and
 * the form in which it speaks of tools.
 */
import { readModelSettings } from '@nex/agent-config';
import type { AgentSpec, JsonObject, Model, ModelSettings } from '@nex/core';
import { DIALECTS, withTextCallRecovery, withTextTools } from '@nex/dialects';
import { failoverFromParams, type ModelContext } from '@nex/llm';

/** The model that settings mean here; the caller guards keys and servers. Throws `config_invalid`. */
export type ChooseModel = (settings: ModelSettings, context: ModelContext) => Model;

/** From an `llm_config` of an agent file to settings. */
export function settingsOf(config: JsonObject): ModelSettings {
  return readModelSettings(config);
}

export function assembleModel(agent: AgentSpec, choose: ChooseModel): Model {
  const spec = agent.middlewares.find((one) => one.name === 'llm_failover');
  const failover =
    spec &&
    failoverFromParams(spec.params, { primary: agent.model, toSettings: settingsOf, where: spec.where });
  const model = choose(agent.model, {
    maxContextTokens: agent.maxContextTokens,
    ...(failover ? { failover } : {}),
  });
  const dialect = DIALECTS[agent.dialect];
  // Models write calls as text now and then, even where the provider has a form of its own for them.
  return agent.toolCallMode === 'text' ? withTextTools(model, dialect) : withTextCallRecovery(model, dialect);
}
