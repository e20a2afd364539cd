/**
 * Task "agent_extension": agents that a framework gets in addition: of a design for the new sentence alone, those whose
 * part of the catalogue nobody in the framework works with, the best first.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../input.ts';
import { agentTree } from './tree.ts';

/** Agents of the design that is drawn from. */
const DRAWN = 5;
/** More than this only when more are asked for. */
const USUAL_MOST = 2;

/** Designs the new agents, all below the first caller. */
export function agentExtension(input: JsonObject, seed: number): JsonObject {
  const existing = objectsAt(input, 'existing');
  const [parent = ''] = textsAt(input, 'callers');
  const least = numberAt(objectAt(input, 'limits'), 'min_agents', 1);
  const limits = { min_agents: DRAWN, max_agents: DRAWN, min_depth: 1, max_depth: 1 };
  const design = agentTree({ ...input, limits, pattern: { phases: 'none' } }, seed);
  const leaves = objectsAt(design, 'agents').filter((agent) => agent.parent !== null);
  const inUse = new Set(existing.flatMap((agent) => textsAt(agent, 'servers')));
  const isNew = (agent: JsonObject) => textsAt(agent, 'servers').every((server) => !inUse.has(server));
  const ranked = [...leaves.filter(isNew), ...leaves.filter((agent) => !isNew(agent))];
  const count = Math.max(least, Math.min(USUAL_MOST, leaves.filter(isNew).length), 1);
  const taken = new Set(existing.map((agent) => textAt(agent, 'name').toLowerCase()));
  const agents = ranked.slice(0, count).map((agent) => {
    const base = textAt(agent, 'name');
    let name = base;
    for (let turn = 2; taken.has(name); turn += 1) name = `${base.slice(0, 36)}-${turn}`;
    taken.add(name);
    return { ...agent, name, parent };
  });
  return { agents };
}
