/** The closed list of built-in tools: what a binding may name and what the tools package implements. */

export const BUILTIN_NAMES = [
  'write_todos',
  'complete_task',
  'read_file',
  'write_file',
  'list_directory',
] as const;
export type BuiltinName = (typeof BUILTIN_NAMES)[number];

export function isBuiltinName(text: string): text is BuiltinName {
  return (BUILTIN_NAMES as readonly string[]).includes(text);
}
