/**
 * The way of a framework as a table. Each stage runs one or more steps and gives parts of the draft; those after it
 * read them. A repair enters at the stage of its faults and goes on from there to the end, as a new round.
 */
import { type CreateFramework, type FrameworkLanguage, NexError } from '@nex/core';
import { promptWithAdded } from '../adoption/graft.ts';
import { type BundlePlan, capabilitiesOf } from '../bundle/plan.ts';
import type { Context } from '../context.ts';
import { designLimits } from '../patterns/design-limits.ts';
import { PATTERNS } from '../patterns/index.ts';
import { assemble } from '../steps/assemble.ts';
import { choosePattern } from '../steps/choose-pattern.ts';
import { type DecomposeInput, decompose } from '../steps/decompose.ts';
import { interpret } from '../steps/interpret.ts';
import { lint } from '../steps/lint.ts';
import { type AgentPrompts, writeAgents } from '../steps/write-agents.ts';
import { writeSeeds } from '../steps/write-seeds.ts';
import { ADOPTED_LIMITS, adopt } from './adopt.ts';
import type { Draft, Faults } from './draft.ts';
import { equip, firstTurn } from './equip.ts';
import type { RunStep } from './step-runner.ts';

export interface StageContext {
  context: Context;
  request: CreateFramework;
  language: FrameworkLanguage;
  /** Whether code can be written and tried out. */
  synthesis: boolean;
  model: BundlePlan['model'];
  step: RunStep;
  /** 1 for the first way, one more for each repair. */
  round: number;
  faults: Faults;
}

interface Stage {
  name: string;
  run(draft: Draft, at: StageContext): Promise<Partial<Draft>>;
  /** The stage that comes next, where that is not the one below. */
  next?: string;
}

export const STAGES = [
  { name: 'adopt', run: (_draft, at) => adopt(at), next: 'equip' },
  {
    name: 'interpret',
    run: async (_draft, { request, language, step, round }) => ({
      interpretation: await step(interpret, { sentence: request.sentence, language }, round),
    }),
  },
  {
    name: 'choose-pattern',
    async run({ interpretation }, { request, step, round, faults }) {
      const { sentence, pattern, minAgents, maxAgents, minDepth, maxDepth } = request;
      const pinned = { pattern, minAgents, maxAgents, minDepth, maxDepth };
      const choice = await step(
        choosePattern,
        {
          sentence,
          interpretation,
          request: pinned,
          ...(faults.structure ? { faults: faults.structure } : {}),
        },
        round,
      );
      return { pattern: choice.pattern };
    },
  },
  {
    name: 'decompose',
    async run(draft, at) {
      const { step, round, faults } = at;
      const again = faults.given ? { again: { earlier: draft.decomposition, agents: faults.given } } : {};
      const structure = faults.structure ? { faults: faults.structure } : {};
      const input = { ...decomposeInput(draft, at), ...structure, ...again };
      return { decomposition: await step(decompose, input, firstTurn(round)) };
    },
  },
  { name: 'equip', run: (draft, at) => equip(draft, at, decomposeInput(draft, at)) },
  {
    name: 'write',
    async run(draft, { request, language, step, round, faults }) {
      const { interpretation, pattern, design, adopted, addition } = draft;
      const { personas, minLeaves } = request;
      const capabilities = [...new Set(capabilitiesOf(design).map((one) => one.description))];
      const seeds = adopted ? { earlier: adopted.seeds, ...(addition ? { addition } : {}) } : {};
      const [written, grown] = await Promise.all([
        step(
          writeAgents,
          { interpretation, pattern, design, language, ...earlierPrompts(draft, faults) },
          round,
        ),
        // What users bring depends on the tools, not on the prompts.
        faults.nodes
          ? draft.seeds
          : step(writeSeeds, { interpretation, capabilities, personas, minLeaves, ...seeds }, round),
      ]);
      return { prompts: written, seeds: grown };
    },
  },
  {
    name: 'assemble',
    run: async (draft, at) => ({ files: (await at.step(assemble, planOf(draft, at), at.round)).files }),
  },
  {
    name: 'lint',
    run: async ({ files }, { step, round }) => ({ findings: (await step(lint, { files }, round)).findings }),
  },
] as const satisfies readonly Stage[];
export type StageName = (typeof STAGES)[number]['name'];

/** Runs the stages from `from` to the end and gives the draft as it is then. */
export async function runStages(draft: Partial<Draft>, from: StageName, at: StageContext): Promise<Draft> {
  // Each stage reads only what those before it, or an earlier round, have given.
  let current = draft as Draft;
  const stages: readonly Stage[] = STAGES;
  for (let index = stages.findIndex((one) => one.name === from); ; ) {
    const stage = stages[index];
    if (!stage) return current;
    current = { ...current, ...(await stage.run(current, at)) };
    index = stage.next === undefined ? index + 1 : stages.findIndex((one) => one.name === stage.next);
  }
}

/** The prompts that stay, and those of them that have faults. Of what somebody wrote all stay but those. */
function earlierPrompts(
  { adopted, design, pattern, prompts }: Draft,
  faults: Faults,
): { findings?: Record<string, string[]>; earlier?: AgentPrompts } {
  if (faults.nodes) return { findings: faults.nodes, earlier: prompts };
  if (!adopted) return {};
  if (faults.given) return { findings: faults.given, earlier: prompts };
  const earlier = design.agents.flatMap((agent) => {
    const { prompt } = adopted.agents.get(agent.name) ?? {};
    if (prompt === undefined) return [];
    return [
      { agent: agent.name, system_prompt: promptWithAdded(prompt, agent, { adopted, design, pattern }) },
    ];
  });
  return { findings: adopted.promptFaults, earlier: { prompts: earlier } };
}

/** Where a repair of these faults begins: at the highest level among them. */
export function entryFor(faults: Faults): StageName {
  if (faults.structure) return 'choose-pattern';
  return faults.given ? 'decompose' : 'write';
}

function decomposeInput(
  { interpretation, pattern, adopted }: Draft,
  { request, language, synthesis }: StageContext,
): DecomposeInput {
  const limits = adopted ? ADOPTED_LIMITS : designLimits(request, PATTERNS[pattern]);
  if (!limits) throw new NexError('internal', 'The chosen pattern contradicts the request.');
  const { sentence, tools } = request;
  return { sentence, interpretation, pattern, limits, language, tools, synthesis };
}

export function planOf(draft: Draft, { context, request, language, model }: StageContext): BundlePlan {
  const { interpretation, pattern, design, prompts, seeds, adopted } = draft;
  return {
    sentence: [adopted?.sentence ?? '', request.sentence].filter((text) => text !== '').join(' '),
    language,
    seed: request.seed,
    interpretation,
    pattern,
    design,
    prompts,
    ...seeds,
    model,
    catalogueDigest: context.catalogue.digest,
    sandbox: context.toolRoom.type,
    ...(adopted ? { adopted } : {}),
  };
}
