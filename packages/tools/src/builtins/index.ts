/** The table of built-in tools. A new one is a file, a line here, and a name in core's list. */
import type { BuiltinName } from '@nex/core';
import type { BuiltinTool } from '../builtin-tool.ts';
import { applyPatch } from './apply-patch.ts';
import { askUser } from './ask-user.ts';
import { backgroundTaskManage } from './background-task-manage.ts';
import { completeTask } from './complete-task.ts';
import { globTool } from './glob.ts';
import { googleWebSearch } from './google-web-search.ts';
import { listDirectory } from './list-directory.ts';
import { multiedit } from './multiedit.ts';
import { readFileTool } from './read-file.ts';
import { readManyFiles } from './read-many-files.ts';
import { readVisualFile } from './read-visual-file.ts';
import { replaceTool } from './replace.ts';
import { runCode } from './run-code.ts';
import { runShellCommand } from './run-shell-command.ts';
import { saveMemory } from './save-memory.ts';
import { searchFileContent } from './search-file-content.ts';
import { webFetch } from './web-fetch.ts';
import { writeFileTool } from './write-file.ts';
import { writeTodos } from './write-todos.ts';

export const BUILTIN_TOOLS: Readonly<Record<BuiltinName, BuiltinTool>> = {
  write_todos: writeTodos,
  complete_task: completeTask,
  read_file: readFileTool,
  write_file: writeFileTool,
  list_directory: listDirectory,
  replace: replaceTool,
  apply_patch: applyPatch,
  multiedit_tool: multiedit,
  glob: globTool,
  read_many_files: readManyFiles,
  search_file_content: searchFileContent,
  read_visual_file: readVisualFile,
  run_shell_command: runShellCommand,
  background_task_manage_tool: backgroundTaskManage,
  run_code_tool: runCode,
  google_web_search: googleWebSearch,
  web_fetch: webFetch,
  save_memory: saveMemory,
  ask_user: askUser,
};
