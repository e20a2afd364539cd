/**
 * Counts again, from the rows of a format, what the manifest says that the rows are made of. The rows of `openai-chat`
 * hold all of it; those of other formats only what stands beside the conversations.
 */
import { type CompositionAccount, type FormatAccount, isJsonObject } from '@nex/core';
import { Composition } from './composition.ts';
import type { RestoredRun, RestoredSample } from './exporters/exporter.ts';
import { DEFAULT_EXPORTER } from './exporters/index.ts';
import { readToolsJson } from './exporters/tools-json.ts';

/** Kept by every format. */
const BESIDE: readonly (keyof CompositionAccount)[] = [
  'rows',
  'offlineRows',
  'difficultyLanguage',
  'problemType',
  'model',
  'faultRows',
  'fault',
];

/** The format to count from: with a row for each trajectory, and without losses if there is one. */
export function countedFormat(formats: readonly FormatAccount[]): FormatAccount | undefined {
  const whole = formats.filter(
    ({ view, quarantined }) => view === 'root' && Object.keys(quarantined).length === 0,
  );
  return whole.find(({ exporter }) => exporter === DEFAULT_EXPORTER.name) ?? whole[0];
}

export class RowCounter {
  readonly #composition = new Composition();
  readonly #isLossless: boolean;

  constructor({ exporter }: FormatAccount) {
    this.#isLossless = exporter === DEFAULT_EXPORTER.name;
  }

  /** Rows of conversations before a compaction do not count. */
  add({ runs, ...row }: RestoredSample): void {
    if (runs[0]?.isLast === false) return;
    const last = runs.filter(({ isLast }) => isLast !== false);
    this.#composition.add({ ...row, runs: this.#isLossless ? last.map(countedRun) : [] });
  }

  /** Each figure that can be counted, by its place: `tool: search`. */
  figures(): Map<string, number> {
    return this.figuresOf(this.#composition.account());
  }

  /** Those of an account that can be counted here. */
  figuresOf(account: CompositionAccount): Map<string, number> {
    const figures = new Map<string, number>();
    for (const [name, value] of Object.entries(account)) {
      const isCounted = this.#isLossless || BESIDE.some((beside) => beside === name);
      if (isCounted) flatten(name, value, figures);
    }
    return figures;
  }
}

function countedRun({ agent, tools, messages }: RestoredRun) {
  return { agent, tools: new Set(readToolsJson(tools ?? '[]').map(({ name }) => name)), messages };
}

function flatten(place: string, value: unknown, into: Map<string, number>): void {
  if (typeof value === 'number') into.set(place, value);
  else if (isJsonObject(value)) {
    for (const [name, inner] of Object.entries(value)) flatten(`${place}: ${name}`, inner, into);
  }
}
