/**
 * What a data set is made of, counted trajectory by trajectory: while it is written, and again from its rows. Holds
 * counts, never rows; names of tools that no agent has are not kept, because a model can make up any number of them.
 */
import {
  type Block,
  type CompositionAccount,
  injectedFaults,
  isJsonObject,
  type Message,
  type Sample,
} from '@nex/core';

/** What counts of one trajectory: what a row of a format without losses gives back too. */
export interface CountedTrajectory {
  difficulty: string;
  language: string;
  problemType: readonly string[];
  model: string;
  offlineModel: boolean;
  /** Kinds of the faults that were injected, each once. */
  injected: readonly string[];
  /** The root's first. Of each run the conversation that it ended with. */
  runs: readonly CountedRun[];
}

export interface CountedRun {
  agent: string;
  /** Names of the tools that it had. */
  tools: ReadonlySet<string>;
  messages: readonly Message[];
}

const CHARACTERS_PER_TOKEN = 4;
const LEAST_TOKENS = 256;

export class Composition {
  readonly #account: CompositionAccount = {
    rows: 0,
    offlineRows: 0,
    messages: 0,
    toolCalls: 0,
    difficultyLanguage: {},
    problemType: {},
    tool: {},
    unknownToolCalls: 0,
    subAgent: {},
    model: {},
    turns: {},
    tokens: {},
    faultRows: 0,
    fault: {},
  };

  get rows(): number {
    return this.#account.rows;
  }

  addSample({ trajectory, lineage }: Sample): void {
    const isRoot = (run: { runId: string }) => run.runId === trajectory.rootRunId;
    const runs = [...trajectory.runs.filter(isRoot), ...trajectory.runs.filter((run) => !isRoot(run))];
    this.add({
      ...lineage,
      offlineModel: lineage.offlineModel || trajectory.provenance.offlineModel,
      injected: [...new Set(injectedFaults(trajectory))],
      runs: runs.map(({ agent, tools, messages }) => ({
        agent: agent.toWellFormed(),
        tools: new Set(tools.map(({ name }) => name)),
        messages,
      })),
    });
  }

  add(one: CountedTrajectory): void {
    const account = this.#account;
    account.rows += 1;
    if (one.offlineModel) account.offlineRows += 1;
    const languages = Object.hasOwn(account.difficultyLanguage, one.difficulty)
      ? account.difficultyLanguage[one.difficulty]
      : undefined;
    const counted = languages ?? {};
    if (!languages) account.difficultyLanguage[one.difficulty] = counted;
    count(counted, one.language);
    count(account.problemType, one.problemType.join(' › '));
    count(account.model, one.model);
    if (one.injected.length > 0) account.faultRows += 1;
    for (const kind of one.injected) count(account.fault, kind);
    const tools = new Map<string, number>();
    let turns = 0;
    let characters = 0;
    for (const [index, run] of one.runs.entries()) {
      if (index > 0) count(account.subAgent, run.agent);
      account.messages += run.messages.length;
      for (const { role, content } of run.messages) {
        if (role === 'assistant') turns += 1;
        for (const block of content) {
          characters += charactersOf(block);
          if (block.type !== 'tool_call') continue;
          account.toolCalls += 1;
          if (run.tools.has(block.name)) tools.set(block.name, (tools.get(block.name) ?? 0) + 1);
          else account.unknownToolCalls += 1;
        }
      }
    }
    for (const [name, calls] of tools) count(account.tool, name, calls);
    count(account.turns, classOf(turns, 1));
    count(account.tokens, classOf(characters / CHARACTERS_PER_TOKEN, LEAST_TOKENS));
  }

  /** What was counted apart. */
  addAccount(more: CompositionAccount): void {
    addCounts(this.#account, more);
  }

  /** Names in order, so that equal counts are equal text. */
  account(): CompositionAccount {
    const { difficultyLanguage, problemType, tool, subAgent, model, turns, tokens, fault } = this.#account;
    return {
      ...this.#account,
      difficultyLanguage: inOrder(difficultyLanguage, inOrder),
      problemType: inOrder(problemType),
      tool: inOrder(tool),
      subAgent: inOrder(subAgent),
      model: inOrder(model),
      turns: inOrder(turns),
      tokens: inOrder(tokens),
      fault: inOrder(fault),
    };
  }
}

function addCounts(into: Record<string, unknown>, more: object): void {
  for (const [name, value] of Object.entries(more) as [string, unknown][]) {
    const known = Object.hasOwn(into, name) ? into[name] : undefined;
    if (typeof value === 'number') into[name] = (typeof known === 'number' ? known : 0) + value;
    else if (isJsonObject(value)) {
      const inner = isJsonObject(known) ? known : {};
      addCounts(inner, value);
      into[name] = inner;
    }
  }
}

type Counts = Record<string, number>;

function count(counts: Counts, name: string, more = 1): void {
  const key = name.toWellFormed();
  counts[key] = (Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0) + more;
}

function inOrder<T>(
  record: Readonly<Record<string, T>>,
  each: (value: T) => T = (value) => value,
): Record<string, T> {
  const entries = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, each(value)]));
}

/** The lower bound of the class of doubling width that holds the value; below the least it is 0. */
function classOf(value: number, least: number): string {
  return value < least ? '0' : String(least * 2 ** Math.floor(Math.log2(value / least)));
}

/** Of what is said, thought, called or answered. */
function charactersOf(block: Block): number {
  if (block.type === 'text' || block.type === 'reasoning') return block.text.length;
  if (block.type === 'tool_call') return block.name.length + block.argumentsText.length;
  if (block.type !== 'tool_result') return 0;
  let sum = 0;
  for (const part of block.content) if (part.type === 'text') sum += part.text.length;
  return sum;
}

/** Most frequent first, equal counts by name. */
export function ranked(counts: Readonly<Counts>): [name: string, count: number][] {
  return Object.entries(counts).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : a > b ? 1 : 0));
}

/** Rows by difficulty, and by language. */
export function marginsOf({ difficultyLanguage }: CompositionAccount): {
  difficulty: Counts;
  language: Counts;
} {
  const difficulty: Counts = {};
  const language: Counts = {};
  for (const [level, languages] of Object.entries(difficultyLanguage)) {
    for (const [name, rows] of Object.entries(languages)) {
      difficulty[level] = (difficulty[level] ?? 0) + rows;
      language[name] = (language[name] ?? 0) + rows;
    }
  }
  return { difficulty, language };
}
