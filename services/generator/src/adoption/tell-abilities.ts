/**
 * Says in the descriptions of agents what they were given to work with, since a caller chooses by these alone. Who only
 * hands work on is told of with what the agents below can do. Pure.
 */
import type { MetaSkill } from '@nex/core';
import type { DesignedAgent } from '../design/design.ts';

const MAX_ABILITIES = 8;

/** `isTold`: whose description may change. Others, and those whose agents can do nothing of their own, stay as they are. */
export function tellAbilities(
  agents: readonly DesignedAgent[],
  language: 'en' | 'zh',
  isTold: (agent: DesignedAgent) => boolean,
): DesignedAgent[] {
  const children = Map.groupBy(agents, ({ parent }) => parent);
  const abilitiesOf = (agent: DesignedAgent): string[] => [
    ...agent.meta_skills.flatMap(abilitiesIn),
    ...(children.get(agent.name) ?? []).flatMap(abilitiesOf),
  ];
  return agents.map((agent) => {
    const abilities = [...new Set(isTold(agent) ? abilitiesOf(agent) : [])]
      .filter((ability) => !agent.description.toLowerCase().includes(ability.toLowerCase()))
      .slice(0, MAX_ABILITIES);
    if (abilities.length === 0) return agent;
    const said = agent.description.trim().replace(/[.。]$/u, '');
    const description =
      language === 'zh'
        ? `${said}。能做：${abilities.join('、')}。`
        : `${said}. Can do: ${abilities.map(lowerFirst).join(', ')}.`;
    return { ...agent, description };
  });
}

/** What a meta-skill does by tools, as far as the first point of each action. */
function abilitiesIn({ actions }: MetaSkill): string[] {
  return actions
    .filter(({ by }) => 'tool' in by)
    .map(({ does }) => does.split(/[:：;；(（.。]/u)[0]?.trim() ?? '')
    .filter((ability) => ability !== '');
}

/** An abbreviation stays as it is. */
function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
