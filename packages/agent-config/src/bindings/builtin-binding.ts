/** `builtin:name`, and NexAU's own imports of its built-ins: a function by its name, whatever module it lies in. */
import { NexError } from '@nex/core';
import { didYouMean } from '../nearest.ts';
import type { BindingForm } from './binding-form.ts';

const NEXAU = /^nexau\.archs\.tool\.builtin(\.[a-z_.]+)?:(?<fn>\w+)$/;
const OWN = /^builtin:(?<fn>[\w-]+)$/;
/** Older names of the same function. */
const ALIASES = new Map([
  ['todo_write', 'write_todos'],
  ['web_search', 'google_web_search'],
  ['web_read', 'web_fetch'],
  ['background_task_manage', 'background_task_manage_tool'],
  ['multiedit', 'multiedit_tool'],
  ['run_code', 'run_code_tool'],
]);

/** Name of the built-in that the binding means, whether or not it exists; `undefined` for any other form. */
export function builtinOf(binding: string): string | undefined {
  const fn = (NEXAU.exec(binding) ?? OWN.exec(binding))?.groups?.['fn'];
  return fn === undefined ? undefined : (ALIASES.get(fn) ?? fn);
}

export const builtinBinding: BindingForm = {
  example: 'builtin:read_file',
  resolve(text, { options, where }) {
    const name = builtinOf(text);
    if (name === undefined) return undefined;
    if (options.builtins.has(name)) return { kind: 'builtin', name };
    if (options.python && !OWN.test(text)) return undefined;
    const message = `The binding "${text}" means the built-in "${name}", which the platform does not have.`;
    throw new NexError('config_invalid', message, { where, hint: didYouMean(name, options.builtins) });
  },
};
