/** How many agents and levels a design may have: what the request pins, within what the pattern allows. */
import type { CreateFramework } from '@nex/core';
import type { Pattern, Range } from './pattern.ts';

export interface DesignLimits {
  agents: Range;
  depth: Range;
}

type Pinned = Pick<CreateFramework, 'minAgents' | 'maxAgents' | 'minDepth' | 'maxDepth'>;

const USUAL_LEAST = 3;
const USUAL_MOST = 8;

/** `undefined` when the request and the pattern contradict each other. */
export function designLimits(request: Pinned, pattern: Pattern): DesignLimits | undefined {
  const least = Math.max(
    pattern.agents.least,
    request.minAgents ?? Math.min(USUAL_LEAST, request.maxAgents ?? USUAL_LEAST),
  );
  const depth = {
    least: Math.max(pattern.depth.least, request.minDepth ?? 0),
    most: Math.min(pattern.depth.most, request.maxDepth ?? pattern.depth.most),
  };
  const agents = {
    least: Math.max(
      request.minAgents ?? Math.min(least, pattern.agents.most),
      // Each level more than the pattern needs takes at least an agent more.
      pattern.agents.least + depth.least - pattern.depth.least,
    ),
    most: Math.min(pattern.agents.most, request.maxAgents ?? Math.max(USUAL_MOST, least)),
  };
  return agents.least <= agents.most && depth.least <= depth.most ? { agents, depth } : undefined;
}
