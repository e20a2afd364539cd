/**
 * Finds what a trajectory shares with benchmarks. Texts are compared as words: NFKC, lower case, letters and digits
 * alone, a character of a script without spaces a word of its own; so line breaks, punctuation and Markdown do not
 * matter. Shared is a run of 13 words, or a whole line or field of 5 to 12 words; a tool of that name; a repository
 * that is named. Finds; whoever asked decides.
 */
import {
  type BenchmarkFormat,
  type Block,
  EARLIER_INDEX,
  type Message,
  type Trajectory,
  type TrajectoryRun,
  textOf,
} from '@nex/core';
import { hashWord } from '../dedup/hash.ts';
import { wordsOf } from '../words.ts';
import { eachGram, GramIndex } from './gram-index.ts';
import { type BenchmarkLine, readBenchmark } from './read-benchmark.ts';
import { unescaped } from './unescaped.ts';

export interface BenchmarkSource {
  /** `GAIA`: as it appears in results. */
  benchmark: string;
  format: BenchmarkFormat;
  lines: AsyncIterable<BenchmarkLine>;
}

export interface DecontaminationOptions {
  /** Words to a run. Default 13. */
  gram?: number;
  /** The shortest whole line that counts, in words. Default 5. */
  minLineWords?: number;
  /** Default 20 million, which take 400 MB, and half as much again while the table grows. */
  maxGrams?: number;
  signal?: AbortSignal;
}

export interface Overlap {
  kind: 'gram' | 'line' | 'tool' | 'repository';
  benchmark: string;
  /** Where the benchmark has it. */
  file: string;
  line: number;
  /** The shared words, or the name; at most 60 words. */
  span: string;
  /** How many words in a row are shared. */
  words: number;
}

export interface Contamination extends Overlap {
  runId: string;
  /** -1 for a tool, which belongs to the run; `EARLIER_INDEX` for a conversation before a compaction. */
  messageIndex: number;
}

export interface Decontaminator {
  /** Different n-grams and lines held. */
  readonly size: number;
  scanText(text: string): Overlap[];
  scan(trajectory: Trajectory): Contamination[];
}

interface Place {
  benchmark: string;
  file: string;
  line: number;
}

const MAX_SPAN_WORDS = 60;
/** Tools of common names are in every benchmark: one is telling from so many characters on, or with a joint in it. */
const MIN_TOOL_CHARS = 10;
const GITHUB = /(?:(?:https?|ssh|git):\/\/)?(?:git@)?(?:www\.)?(?:github|gitlab)\.com[/:]/giu;
/** Of an address, whatever follows in it: an issue, a file. */
const ADDRESSED = new RegExp(String.raw`${GITHUB.source}([\w.-]{1,40}\/[\w.-]{1,100})`, GITHUB.flags);
const REPOSITORY = /(?<![\w./-])[\w.-]{1,40}\/[\w.-]{1,100}(?![\w/-]|\.\w)/gu;

/**
 * Reads the sources one after another; nothing of their text is kept.
 *
 * @throws NexError `invalid_request` for a broken line, `too_large` above `maxGrams`.
 */
export async function createDecontaminator(
  sources: readonly BenchmarkSource[],
  options: DecontaminationOptions = {},
): Promise<Decontaminator> {
  const { gram = 13, minLineWords = 5, maxGrams = 20_000_000, signal } = options;
  const index = new Index(gram, minLineWords, maxGrams);
  for (const { benchmark, format, lines } of sources) {
    let wrapped: number[] = [];
    for await (const { file, line, kind, text, continues } of readBenchmark(lines, format)) {
      signal?.throwIfAborted();
      const place = { benchmark, file, line };
      if (kind === 'tool') index.addTool(text, place);
      else if (kind === 'repository') index.addRepository(text, place);
      else wrapped = index.addText(text, continues ? wrapped : [], place);
    }
  }
  return index;
}

class Index implements Decontaminator {
  readonly #grams: GramIndex;
  readonly #places: Place[] = [];
  readonly #tools = new Map<string, number>();
  readonly #repositories = new Map<string, number>();
  /** Lengths of the short lines that are held. */
  readonly #lineLengths = new Set<number>();
  readonly #gram: number;
  readonly #minLineWords: number;

  constructor(gram: number, minLineWords: number, maxGrams: number) {
    this.#gram = gram;
    this.#minLineWords = minLineWords;
    this.#grams = new GramIndex(maxGrams);
  }

  get size(): number {
    return this.#grams.size;
  }

  addTool(name: string, place: Place): void {
    const key = name.trim().toLowerCase();
    if (key.length >= MIN_TOOL_CHARS || /[_.-]/.test(key))
      putFirst(this.#tools, key, () => this.#placed(place));
  }

  addRepository(text: string, place: Place): void {
    const name = repositoryOf(text);
    if (name !== undefined) putFirst(this.#repositories, name, () => this.#placed(place));
  }

  /** `before` are the last words of the line that this one goes on with. @returns Those for the next line. */
  addText(text: string, before: readonly number[], place: Place): number[] {
    const own = comparable(text).map(hashWord);
    const at = this.#placed(place);
    const words = Uint32Array.from([...before, ...own]);
    if (own.length >= this.#minLineWords && own.length < this.#gram) {
      this.#lineLengths.add(own.length);
      eachGram(Uint32Array.from(own), own.length, (hash) => this.#grams.add(hash, at));
    }
    eachGram(words, this.#gram, (hash) => this.#grams.add(hash, at));
    return Array.from(words.subarray(Math.max(0, words.length - this.#gram + 1)));
  }

  scanText(text: string): Overlap[] {
    const words = comparable(text);
    const hashes = Uint32Array.from(words, hashWord);
    const found = this.#grams.size === 0 ? [] : this.#runs(words, hashes, this.#gram, 'gram');
    for (const length of this.#lineLengths) {
      const lines = this.#runs(words, hashes, length, 'line');
      // A short line inside of a longer run that is shared is no second finding.
      found.push(...lines.filter((line) => !found.some((run) => run.from <= line.from && line.to <= run.to)));
    }
    return [...found.map(({ overlap }) => overlap), ...this.#namedIn(text)];
  }

  scan(trajectory: Trajectory): Contamination[] {
    return trajectory.runs.flatMap((run) => {
      const { runId } = run;
      const tools = run.tools.flatMap(({ name, origin }): Contamination[] => {
        const known = this.#tools.get((origin.kind === 'mcp' ? origin.tool : name).toLowerCase());
        if (known === undefined) return [];
        return [{ ...this.#at(known), kind: 'tool', span: name, words: 1, runId, messageIndex: -1 }];
      });
      const texts = run.messages.flatMap((message, at) => this.#scanMessage(message, runId, at));
      return [...tools, ...texts, ...this.#scanEarlier(run, texts)];
    });
  }

  #scanMessage({ content }: Message, runId: string, messageIndex: number): Contamination[] {
    return content.flatMap((block) =>
      this.scanText(textIn(block)).map((overlap): Contamination => ({ ...overlap, runId, messageIndex })),
    );
  }

  /** What only a conversation before a compaction shares: it can become a row too. */
  #scanEarlier(
    { runId, earlierLeaves = [] }: TrajectoryRun,
    known: readonly Contamination[],
  ): Contamination[] {
    const keyOf = ({ kind, file, line, span }: Overlap) => `${kind} ${file} ${line} ${span}`;
    const told = new Set(known.map(keyOf));
    return earlierLeaves.flat().flatMap((message) =>
      this.#scanMessage(message, runId, EARLIER_INDEX).filter((found) => {
        const isNew = !told.has(keyOf(found));
        told.add(keyOf(found));
        return isNew;
      }),
    );
  }

  /** Runs of the given length that are held; those of one place that overlap are one. */
  #runs(words: readonly string[], hashes: Uint32Array, length: number, kind: 'gram' | 'line') {
    const runs: { from: number; to: number; place: number }[] = [];
    eachGram(hashes, length, (hash, from) => {
      const place = this.#grams.placeOf(hash);
      if (place === undefined) return;
      const last = runs.at(-1);
      if (
        last !== undefined &&
        from <= last.to &&
        this.#places[last.place]?.file === this.#places[place]?.file
      ) {
        last.to = from + length;
      } else runs.push({ from, to: from + length, place });
    });
    return runs.map(({ from, to, place }) => {
      const span = words.slice(from, Math.min(to, from + MAX_SPAN_WORDS)).join(' ');
      const overlap: Overlap = { ...this.#at(place), kind, span, words: to - from };
      return { from, to, overlap };
    });
  }

  #namedIn(text: string): Overlap[] {
    if (this.#repositories.size === 0) return [];
    const addressed = [...text.matchAll(ADDRESSED)].map(([, name = '']) => name);
    const written = text.replaceAll(ADDRESSED, ' ').match(REPOSITORY) ?? [];
    const named = new Set([...addressed, ...written].flatMap((one) => repositoryOf(one) ?? []));
    return [...named].flatMap((name) => {
      const place = this.#repositories.get(name);
      return place === undefined
        ? []
        : [{ ...this.#at(place), kind: 'repository' as const, span: name, words: 1 }];
    });
  }

  #placed(place: Place): number {
    const last = this.#places.at(-1);
    if (last?.benchmark === place.benchmark && last.file === place.file && last.line === place.line) {
      return this.#places.length - 1;
    }
    return this.#places.push(place) - 1;
  }

  #at(place: number): Place {
    return this.#places[place] as Place;
  }
}

/** An underscore is a joint or a mark of Markdown, and no part of a word. */
function comparable(text: string): string[] {
  return wordsOf(text.replaceAll('_', ' '));
}

function textIn(block: Block): string {
  if (block.type === 'tool_call') return unescaped(block.argumentsText);
  if (block.type === 'tool_result') return unescaped(textOf(block));
  return block.type === 'image' ? '' : block.text;
}

function putFirst(map: Map<string, number>, key: string, place: () => number): void {
  if (!map.has(key)) map.set(key, place());
}

/** `owner/name` in small letters, of itself or of an address. */
function repositoryOf(text: string): string | undefined {
  const path = text.trim().replaceAll(GITHUB, '').toLowerCase().split('/');
  const [owner, name = ''] = path;
  const bare = name.replace(/[.,;:]+$/, '').replace(/\.git$/, '');
  return owner && bare ? `${owner}/${bare}` : undefined;
}
