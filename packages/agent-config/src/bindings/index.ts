/** The forms of bindings, in the order in which they are tried. */
import type { BindingForm } from './binding-form.ts';
import { builtinBinding } from './builtin-binding.ts';
import { httpBinding } from './http-binding.ts';
import { mcpBinding } from './mcp-binding.ts';
import { nodeBinding } from './node-binding.ts';
import { pythonBinding } from './python-binding.ts';

export const BINDING_FORMS: readonly BindingForm[] = [
  builtinBinding,
  nodeBinding,
  mcpBinding,
  httpBinding,
  pythonBinding,
];
