/** The options of `nex generate` that pin what is made, and the request that they add up to. */
import type { CreateFramework } from '@nex/core';
import { BASELINE_MODES, PATTERN_NAMES } from '@nex/core';
import { type Command, Option } from 'commander';
import type * as z from 'zod';
import { names, positive, seed, whole } from './numbers.ts';

export interface FrameworkOptions {
  seed: number;
  language: 'auto' | 'en' | 'zh';
  pattern: z.input<typeof CreateFramework>['pattern'];
  minAgents?: number;
  maxAgents?: number;
  minDepth?: number;
  maxDepth?: number;
  allowServer?: string[];
  denyServer?: string[];
  allowTool?: string[];
  denyTool?: string[];
  synthesised: boolean;
  model?: string;
  budgetTokens?: number;
  budgetUsd?: number;
  budgetSeconds?: number;
  personas: number;
  minLeaves: number;
  agentCases: number;
  wholeCases: number;
  simulation: boolean;
  baseline: z.input<typeof CreateFramework>['baseline'];
}

export function addFrameworkOptions(command: Command): Command {
  return command
    .option('--seed <number>', 'equal seeds give equal frameworks', seed, 7)
    .addOption(
      new Option('--language <code>', 'of prompts and descriptions; auto: as the sentence')
        .choices(['auto', 'en', 'zh'])
        .default('auto'),
    )
    .addOption(
      new Option('--pattern <name>', 'how the agents work together; auto: as suits the sentence')
        .choices(['auto', ...PATTERN_NAMES])
        .default('auto'),
    )
    .option(
      '--min-agents <number>',
      'least number of agents (default: 3, or as the pattern needs)',
      whole(1, 34),
    )
    .option('--max-agents <number>', 'greatest number of agents (default: 8)', whole(1, 34))
    .option(
      '--min-depth <number>',
      'least levels below the entry agent (default: as the pattern needs)',
      whole(0, 4),
    )
    .option(
      '--max-depth <number>',
      'most levels below the entry agent (default: as the pattern allows)',
      whole(0, 4),
    )
    .option(
      '--allow-server <names>',
      'only tools of these servers, separated by commas (default: of all)',
      names,
    )
    .option('--deny-server <names>', 'no tools of these servers (default: none)', names)
    .option(
      '--allow-tool <names>',
      'these tools, as server/tool, beside those of allowed servers (default: all)',
      names,
    )
    .option('--deny-tool <names>', 'not these tools, as server/tool (default: none)', names)
    .option('--no-synthesised', 'write no code for what no tool does')
    .option('--model <name>', 'model that writes the framework (default: the platform’s)')
    .option(
      '--budget-tokens <number>',
      'fail rather than use more tokens (default: no limit)',
      whole(1, 1_000_000_000),
    )
    .option(
      '--budget-usd <amount>',
      'fail rather than spend more US dollars; the model needs a price (default: no limit)',
      positive,
    )
    .option(
      '--budget-seconds <number>',
      'fail rather than take longer (default: no limit)',
      whole(1, 604_800),
    )
    .option('--personas <number>', 'exactly so many different personas', whole(1, 5000), 500)
    .option('--min-leaves <number>', 'least number of problem types', whole(1, 2000), 60)
    .option('--agent-cases <number>', 'cases that each agent is tried out with', whole(0, 20), 1)
    .option('--whole-cases <number>', 'cases that the whole is tried out with', whole(0, 50), 2)
    .option('--no-simulation', 'release without trying it out')
    .addOption(
      new Option('--baseline <mode>', 'compare with a single agent that has all tools')
        .choices([...BASELINE_MODES])
        .default('compare'),
    );
}

export function frameworkRequest(
  sentence: string,
  options: FrameworkOptions,
): z.input<typeof CreateFramework> {
  const { budgetTokens, budgetUsd, budgetSeconds } = options;
  return {
    sentence,
    seed: options.seed,
    language: options.language,
    pattern: options.pattern,
    personas: options.personas,
    minLeaves: options.minLeaves,
    baseline: options.baseline,
    simulation: options.simulation
      ? { casesPerAgent: options.agentCases, wholeCases: options.wholeCases }
      : { casesPerAgent: 0, wholeCases: 0 },
    ...given(options, ['minAgents', 'maxAgents', 'minDepth', 'maxDepth', 'model']),
    tools: {
      allowServers: options.allowServer ?? [],
      denyServers: options.denyServer ?? [],
      allowTools: options.allowTool ?? [],
      denyTools: options.denyTool ?? [],
      allowSynthesised: options.synthesised,
    },
    budget: {
      ...(budgetTokens === undefined ? {} : { tokens: budgetTokens }),
      ...(budgetUsd === undefined ? {} : { costUsd: budgetUsd }),
      ...(budgetSeconds === undefined ? {} : { seconds: budgetSeconds }),
    },
  };
}

function given<K extends keyof FrameworkOptions>(options: FrameworkOptions, keys: readonly K[]) {
  return Object.fromEntries(
    keys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]),
  ) as Partial<Pick<FrameworkOptions, K>>;
}
