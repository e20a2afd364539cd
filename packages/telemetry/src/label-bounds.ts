/**
 * Keeps the number of series of a metric bounded, whatever agent files and callers name: of each label so many values,
 * and so many series in all. What is over a bound is told as `other`.
 */

const OTHER = 'other';
const MAX_VALUE_CHARACTERS = 80;

export interface BoundsOptions {
  /** Values of one label. Default 100. */
  maxValues?: number;
  /** Sets of values. Default 1000. */
  maxSeries?: number;
}

export class LabelBounds {
  readonly #names: readonly string[];
  readonly #maxValues: number;
  readonly #maxSeries: number;
  readonly #values: Set<string>[];
  readonly #known = new Map<string, Readonly<Record<string, string>>>();
  /** Each set of values that is told, once. */
  readonly #series = new Map<string, Readonly<Record<string, string>>>();

  constructor(names: readonly string[], { maxValues = 100, maxSeries = 1000 }: BoundsOptions = {}) {
    this.#names = names;
    this.#maxValues = maxValues;
    this.#maxSeries = maxSeries;
    this.#values = names.map(() => new Set());
  }

  /** The labels to tell, without empty ones; one object for each series. */
  of(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    let key = '';
    for (const name of this.#names) key += `${labels[name] ?? ''}\u0000`;
    return this.#known.get(key) ?? this.#admit(key, labels);
  }

  #admit(key: string, labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const values = this.#names.map((name, index) => {
      const value = (labels[name] ?? '').slice(0, MAX_VALUE_CHARACTERS);
      const known = this.#values[index];
      if (known && !known.has(value) && known.size >= this.#maxValues) return OTHER;
      known?.add(value);
      return value;
    });
    const isFull = this.#series.size >= this.#maxSeries && !this.#series.has(values.join('\u0000'));
    const told = isFull ? values.map(() => OTHER) : values;
    const series = told.join('\u0000');
    const admitted =
      this.#series.get(series) ??
      Object.fromEntries(this.#names.flatMap((name, index) => (told[index] ? [[name, told[index]]] : [])));
    this.#series.set(series, admitted);
    // What others choose without end must not fill the memory either.
    if (this.#known.size < this.#maxSeries) this.#known.set(key, admitted);
    return admitted;
  }
}
