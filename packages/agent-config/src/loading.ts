/** What one call of the loader carries along: its source, its options and the account of what was set aside. */
import { BUILTIN_NAMES, NexError } from '@nex/core';
import type { FileSource } from './file-source.ts';
import type { BindingKind, LoadOptions } from './load-options.ts';
import { withPackages } from './package-source.ts';

export interface Skip {
  /** `main.yaml: middlewares[0]`. */
  where: string;
  /** A sentence. */
  reason: string;
}

/** Where an agent stands: the edges of the tree of sub-agents, as the files say it. */
export interface AgentPlace {
  name: string;
  file: string;
  /** `null` for the entry. */
  parent: string | null;
}

/** A component that a plugin gave to an agent. */
export interface PluginComponent {
  agent: string;
  /** `plugin:<plugin>:<kind>:<name>`. */
  sourceId: string;
}

/** Agents in one tree; a chain of files that name one another twice would otherwise double at every level. */
const MAX_AGENTS = 256;
const BINDING_KINDS: readonly BindingKind[] = ['builtin', 'node', 'http', 'mcp', 'function'];

type Settled = 'builtins' | 'promptValues' | 'context' | 'strict' | 'bindingKinds' | 'python';

export class Loading {
  readonly source: FileSource;
  readonly options: LoadOptions & Required<Pick<LoadOptions, Settled>>;
  readonly skipped: Skip[] = [];
  readonly places: AgentPlace[] = [];
  readonly pluginComponents: PluginComponent[] = [];

  readonly #made = new Map<string, Promise<unknown>>();

  constructor(source: FileSource, options: LoadOptions) {
    const { builtins = new Set(BUILTIN_NAMES), promptValues = {}, context = {}, strict = true } = options;
    const { python = false, packageRoots = {} } = options;
    const kinds = python ? [...BINDING_KINDS, 'python' as const] : BINDING_KINDS;
    const { bindingKinds = new Set(kinds) } = options;
    this.source = withPackages(source, packageRoots);
    this.options = { ...options, builtins, promptValues, context, strict, python, bindingKinds };
  }

  /** Something that the platform reads and that changes nothing: told in both modes. */
  note(where: string, reason: string): void {
    this.skipped.push({ where, reason });
  }

  /** Something that the platform does not do: an error when strict, else told. */
  setAside(where: string, reason: string, hint: string): void {
    if (this.options.strict) throw new NexError('config_invalid', reason, { where, hint });
    this.note(where, reason);
  }

  /** Makes one component. When not strict, a component that fails is told and left out. */
  async component<T>(where: string, make: () => Promise<T>): Promise<T | undefined> {
    if (this.options.strict) return make();
    const before = this.places.length;
    try {
      return await make();
    } catch (thrown) {
      if (!(thrown instanceof NexError)) throw thrown;
      this.places.length = before;
      const at = thrown.where !== undefined && thrown.where !== where ? ` (${thrown.where})` : '';
      this.note(where, `Left out: ${thrown.message}${at}`);
      return undefined;
    }
  }

  /** What `make` gives, made once per key: agents of one tree share files. One key stands for one type. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = this.#made.get(key) ?? make();
    this.#made.set(key, made);
    // The map holds values of many types; the contract of `key` says which.
    return made as Promise<T>;
  }

  place(agent: AgentPlace): void {
    this.places.push(agent);
    if (this.places.length <= MAX_AGENTS) return;
    throw new NexError('config_invalid', `The tree of sub-agents has more than ${MAX_AGENTS} agents.`, {
      where: agent.file,
      hint: 'Let fewer agents share the same sub-agents.',
    });
  }
}
