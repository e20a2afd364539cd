/**
 * From the binding of a tool to what runs. A binding is a name to look up, never code to load. Order: the host's own
 * map, NexAU's built-ins and `builtin:`, the other forms, then an error that names the file, the key and the text.
 */
import { NexError, type ToolBinding } from '@nex/core';
import type { Loading } from '../loading.ts';
import { nearest } from '../nearest.ts';
import type { BindingPlace } from './binding-form.ts';
import { BINDING_FORMS } from './index.ts';

export interface WrittenBinding {
  /** Absent: the tool has no binding, and only the host's map can give it one. */
  text: string | undefined;
  /** Name of the tool. */
  tool: string;
  where: string;
  folder: string;
  servers: ReadonlySet<string>;
}

/** Throws `config_invalid` or `bundle_invalid`. */
export async function resolveBinding(loading: Loading, written: WrittenBinding): Promise<ToolBinding> {
  const { text, tool, where, folder, servers } = written;
  const { options, source } = loading;
  const { bindings = {} } = options;
  const key = text ?? tool;
  const mapped = Object.hasOwn(bindings, key) ? bindings[key] : undefined;
  if (typeof mapped === 'function') return allowed(loading, { kind: 'function', call: mapped }, where);
  if (mapped === undefined && text === undefined) throw noBinding(loading, where);
  const place: BindingPlace = { where, folder: mapped === undefined ? folder : '', source, options, servers };
  const meant = mapped ?? text ?? '';
  for (const form of BINDING_FORMS) {
    const binding = await form.resolve(meant, place);
    if (binding !== undefined) return allowed(loading, binding, where);
  }
  const message = `The binding "${meant}" is not of a form that the platform resolves.`;
  throw new NexError('config_invalid', message, { where, hint: hintFor(meant, loading) });
}

function allowed(loading: Loading, binding: ToolBinding, where: string): ToolBinding {
  const { bindingKinds } = loading.options;
  if (bindingKinds.has(binding.kind)) return binding;
  throw new NexError('config_invalid', `Bindings of kind "${binding.kind}" are not allowed here.`, {
    where,
    hint: `The operator allows kinds of binding with bindingKinds; allowed here: ${[...bindingKinds].join(', ')}.`,
  });
}

function noBinding(loading: Loading, where: string): NexError {
  const known = [...loading.options.builtins].map((name) => `builtin:${name}`);
  return new NexError('config_invalid', 'The tool has no binding.', {
    where,
    hint: `Bind it to a built-in (${known.join(', ')}) or to a program of your own (${examples()}).`,
  });
}

function hintFor(text: string, { options }: Loading): string {
  const close =
    nearest(text, Object.keys(options.bindings ?? {})) ??
    nearest(text.split(':').at(-1) ?? '', options.builtins);
  const meant = close === undefined ? '' : `Did you mean "${close}"? `;
  return `${meant}Write it like one of ${examples()}.`;
}

function examples(): string {
  return BINDING_FORMS.map((form) => form.example).join(', ');
}
