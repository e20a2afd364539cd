/** The design of a framework that somebody wrote: agents in which nothing changed are as they were, to the last field. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { EdgeContract } from '@nex/core';
import type { Decomposition } from '../design/agent-plan.ts';
import type { Design, DesignedAgent } from '../design/design.ts';
import type { Adopted, AdoptedAgent } from './adopted.ts';
import { tellAbilities } from './tell-abilities.ts';

/** `settled`: the design as it comes of the plans, which hold all that was there. */
export function adoptedDesign(settled: Design, { agents: plans }: Decomposition, adopted: Adopted): Design {
  const agents = settled.agents.map((agent): DesignedAgent => {
    const known = adopted.agents.get(agent.name);
    if (!known) return agent;
    const plan = plans.find((one) => one.name === agent.name);
    return isUntouched(known, agent, settled) && isDeepStrictEqual(plan, known.plan)
      ? known.designed
      : changed(known, agent);
  });
  const names = new Set(agents.map((agent) => agent.name));
  const key = ({ from, to }: { from: string; to: string }) => JSON.stringify([from, to]);
  const kept = adopted.contracts.filter(
    ({ from, to }) => names.has(from) && names.has(to) && !isReplanned(to, plans, adopted),
  );
  const all = withMissing(
    [...kept, ...settled.contracts],
    adopted.extra.filter(({ from, to }) => names.has(from) && names.has(to)),
  );
  // Files of a bundle say what their writer says; only who was given something else to work with is described anew.
  const untouched = new Set([...adopted.agents.values()].map(({ designed }) => designed));
  const isTold = (agent: DesignedAgent) =>
    adopted.agents.has(agent.name) && (!adopted.base || !untouched.has(agent));
  return {
    ...settled,
    agents: tellAbilities(agents, adopted.language, isTold),
    contracts: all.filter((one, index) => all.findIndex((other) => key(other) === key(one)) === index),
  };
}

/** A call beside the tree without a contract hands over what the other callers do. */
function withMissing(contracts: EdgeContract[], extra: Adopted['extra']): EdgeContract[] {
  const missing = extra.filter(
    ({ from, to }) => !contracts.some((one) => one.from === from && one.to === to),
  );
  const others = missing.flatMap(({ from, to }) => {
    const other = contracts.find((one) => one.to === to);
    return other ? [{ ...other, from }] : [];
  });
  return [...contracts, ...others];
}

function isUntouched({ designed, lost }: AdoptedAgent, agent: DesignedAgent, { agents }: Design): boolean {
  const there = new Set(agents.map((one) => one.name));
  const calls = designed.meta_skills.flatMap(({ actions }) =>
    actions.flatMap(({ by }) => ('agent' in by ? [by.agent] : [])),
  );
  return lost.length === 0 && agent.synthesised.length === 0 && calls.every((name) => there.has(name));
}

/** Its own assertions stay; that it calls something also holds for what it can call now. */
function changed({ designed }: AdoptedAgent, agent: DesignedAgent): DesignedAgent {
  const calls = agent.assertions.find((one) => one.kind === 'calls');
  const names = calls?.kind === 'calls' ? calls.names : [];
  const own = designed.assertions.map((one) =>
    one.kind === 'calls' ? { ...one, names: [...new Set([...one.names, ...names])] } : one,
  );
  return {
    ...agent,
    ...(designed.own ? { own: designed.own } : {}),
    assertions: own.length > 0 ? own : agent.assertions,
  };
}

/** What it takes and gives was planned again. */
function isReplanned(name: string, plans: Decomposition['agents'], { agents }: Adopted): boolean {
  const [before, now] = [agents.get(name)?.plan, plans.find((plan) => plan.name === name)];
  return !isDeepStrictEqual([before?.takes, before?.gives], [now?.takes, now?.gives]);
}
