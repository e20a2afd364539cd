/**
 * Task "agent_extension": agents that a framework gets in addition: of a design for the new sentence alone, those whose
 * part of the catalogue nobody in the framework works with, the best first.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { slug } from '../../text/tokens.ts';
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../input.ts';
import { readTopic } from './topic.ts';
import { agentTree } from './tree.ts';

/** Agents of the design that is drawn from, its entry counted. */
const DRAWN = 5;
/** More than this only when more are asked for. */
const USUAL_MOST = 2;

/** Designs the new agents, all below the first caller. */
export function agentExtension(input: JsonObject, seed: number): JsonObject {
  const existing = objectsAt(input, 'existing');
  const [parent = ''] = textsAt(input, 'callers');
  const least = numberAt(objectAt(input, 'limits'), 'min_agents', 1);
  const drawn = Math.max(DRAWN, least + 1);
  const limits = { min_agents: drawn, max_agents: drawn, min_depth: 1, max_depth: 1 };
  const design = agentTree({ ...input, limits, pattern: { phases: 'none' } }, seed);
  const leaves = objectsAt(design, 'agents').filter((agent) => agent.parent !== null);
  const inUse = new Set(existing.flatMap((agent) => textsAt(agent, 'servers')));
  const isNew = (agent: JsonObject) => textsAt(agent, 'servers').every((server) => !inUse.has(server));
  const ranked = [...leaves.filter(isNew), ...leaves.filter((agent) => !isNew(agent))];
  const count = Math.max(least, Math.min(USUAL_MOST, leaves.filter(isNew).length), 1);
  const topic = readTopic(input).slug;
  const [first = ''] = parent.split(/[-_]/);
  const taken = new Set(existing.map((agent) => textAt(agent, 'name').toLowerCase()));
  const agents = ranked.slice(0, count).map((agent) => {
    // Named as the others are.
    const base = slug(`${first}-${textAt(agent, 'name').slice(topic.length + 1)}`, 36);
    let name = base;
    for (let turn = 2; taken.has(name); turn += 1) name = `${base}-${turn}`;
    taken.add(name);
    return { ...agent, name, parent };
  });
  return { agents };
}
