/** What a form of binding needs to know, and what it gives. */
import type { ToolBinding } from '@nex/core';
import type { FileSource } from '../file-source.ts';
import type { LoadOptions } from '../load-options.ts';

export interface BindingPlace {
  /** The key that holds the binding, for errors. */
  where: string;
  /** Folder that its paths are relative to. */
  folder: string;
  source: FileSource;
  options: LoadOptions & Required<Pick<LoadOptions, 'builtins' | 'python'>>;
  /** Names of the agent's own MCP servers. */
  servers: ReadonlySet<string>;
}

/**
 * A way to write a binding. Gives `undefined` for text of another form; throws `config_invalid` for text of this form
 * that cannot be resolved. Looks names and paths up and runs nothing.
 */
export interface BindingForm {
  /** For hints. */
  example: string;
  resolve(text: string, place: BindingPlace): Promise<ToolBinding | undefined> | ToolBinding | undefined;
}
