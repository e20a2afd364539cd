/** `py:package.module:function`, `py://package.module:function` and, where the host runs Python, NexAU's `module:function`. */
import { NexError } from '@nex/core';
import type { BindingForm } from './binding-form.ts';

const FORM = /^py:(?:\/\/)?(?<rest>.*)$/;
const IMPORT = /^(?<module>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):(?<fn>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)$/;

export const pythonBinding: BindingForm = {
  example: 'py:package.module:function',
  resolve(text, { where, options }) {
    const rest = FORM.exec(text)?.groups?.['rest'];
    if (rest === undefined && !options.python) return undefined;
    const { module, fn } = IMPORT.exec(rest ?? text)?.groups ?? {};
    if (module !== undefined && fn !== undefined) return { kind: 'python', module, function: fn };
    if (rest === undefined) return undefined;
    throw new NexError('config_invalid', `The binding "${text}" names no module and function.`, {
      where,
      hint: 'Write py:package.module:function.',
    });
  },
};
