/**
 * Readers of environment variables. A service's `config.ts` is the only caller. Everything that is wrong is
 * collected, so that an operator sees all of it at once.
 */
import { NexError } from '@nex/core';

export class Environment {
  readonly #values: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];

  constructor(values: Readonly<Record<string, string | undefined>>) {
    this.#values = values;
  }

  /** The value, or `undefined` when it is unset or blank. */
  optional(name: string): string | undefined {
    const value = this.#values[name]?.trim();
    return value === '' ? undefined : value;
  }

  text(name: string, fallback?: string): string {
    const value = this.optional(name) ?? fallback;
    if (value === undefined) this.#problems.push(`${name} is not set`);
    return value ?? '';
  }

  /** The parts between commas, without blanks. */
  list(name: string, fallback = ''): string[] {
    return (this.optional(name) ?? fallback)
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  }

  integer(name: string, fallback: number, range: { min?: number; max?: number } = {}): number {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = range;
    if (!Number.isInteger(value) || value < min || value > max) {
      this.#problems.push(`${name} is "${text}", which is not a whole number from ${min} to ${max}`);
      return fallback;
    }
    return value;
  }

  url(name: string, fallback?: string): string {
    const value = this.text(name, fallback);
    if (value !== '' && !URL.canParse(value)) this.#problems.push(`${name} is not a URL`);
    return value;
  }

  /** Throws one error that names every problem. Call it after the last read. */
  check(): void {
    if (this.#problems.length === 0) return;
    throw new NexError('config_invalid', `The environment is incomplete: ${this.#problems.join('; ')}.`, {
      hint: 'docs/operating.md lists every variable with its default.',
    });
  }
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Whether only users of this machine reach what listens there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

export interface ModelConfig {
  baseUrl: string;
  apiKey: string | undefined;
  model: string;
}

/** `<ROLE>_LLM_BASE_URL`, `_API_KEY`, `_MODEL`, each falling back to the plain `LLM_` variable. */
export function readModelConfig(environment: Environment, role: string): ModelConfig {
  const nameOf = (part: string) =>
    environment.optional(`${role}_LLM_${part}`) === undefined ? `LLM_${part}` : `${role}_LLM_${part}`;
  return {
    baseUrl: environment.url(nameOf('BASE_URL')),
    apiKey: environment.optional(nameOf('API_KEY')),
    model: environment.text(nameOf('MODEL')),
  };
}
