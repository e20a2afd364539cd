/** The closed list of built-in tools: what a binding may name and what the tools package implements. */

export const BUILTIN_NAMES = [
  'write_todos',
  'complete_task',
  'read_file',
  'write_file',
  'list_directory',
  'replace',
  'apply_patch',
  'multiedit_tool',
  'glob',
  'read_many_files',
  'search_file_content',
  'read_visual_file',
  'run_shell_command',
  'background_task_manage_tool',
  'run_code_tool',
  'google_web_search',
  'web_fetch',
  'save_memory',
  'ask_user',
] as const;
export type BuiltinName = (typeof BUILTIN_NAMES)[number];

export function isBuiltinName(text: string): text is BuiltinName {
  return (BUILTIN_NAMES as readonly string[]).includes(text);
}
