/**
 * Which calls of a run are struck, and by what. Drawn from the seed, the run's place and the number of the call, call by call
 * in the order of the transcript: the same calls give the same faults.
 */
import { type FaultRule, isForTool, type ToolDefinition } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';

export interface FaultPlanOptions {
  rules: readonly FaultRule[];
  /** Of the root run. */
  seed: number;
}

export interface PlannedFault {
  rule: FaultRule;
  /** From 0 to 1, for what a kind chooses. */
  roll: number;
}

const SPAN = 2 ** 32;

export class FaultPlan {
  readonly #options: FaultPlanOptions;
  readonly #take: string;
  /** Faults by rule. */
  readonly #used: number[];
  /** Server → its outage, and the calls that it still lasts for. */
  readonly #outages = new Map<string, { rule: FaultRule; left: number }>();
  #calls = 0;

  constructor(options: FaultPlanOptions, take: string) {
    this.#options = options;
    this.#take = take;
    this.#used = options.rules.map(() => 0);
  }

  /** Of the run's next call. */
  next({ name, origin }: ToolDefinition, server: string): PlannedFault | undefined {
    const { rules, seed } = this.#options;
    const n = this.#calls;
    this.#calls += 1;
    const draw = (...parts: (string | number)[]) => deriveSeed(seed, 'fault', this.#take, n, ...parts) / SPAN;
    const outage = this.#outages.get(server);
    if (outage && outage.left > 0) {
      outage.left -= 1;
      return { rule: outage.rule, roll: draw('roll') };
    }
    const tool = origin.kind === 'mcp' ? origin.tool : name;
    const strikes = (rule: FaultRule, index: number) =>
      isForTool(rule.tools, { name, server, tool }) &&
      (this.#used[index] ?? 0) < rule.perRun &&
      draw(index) < rule.probability;
    const index = rules.findIndex(strikes);
    const rule = rules[index];
    if (!rule) return undefined;
    this.#used[index] = (this.#used[index] ?? 0) + 1;
    if (rule.kind === 'outage') this.#outages.set(server, { rule, left: rule.calls - 1 });
    return { rule, roll: draw('roll') };
  }
}
