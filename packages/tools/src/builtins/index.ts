/** The table of built-in tools. A new one is a file, a line here, and a name in core's list. */
import type { BuiltinName } from '@nex/core';
import type { BuiltinTool } from '../builtin-tool.ts';
import { completeTask } from './complete-task.ts';
import { listDirectory } from './list-directory.ts';
import { readFileTool } from './read-file.ts';
import { writeFileTool } from './write-file.ts';
import { writeTodos } from './write-todos.ts';

export const BUILTIN_TOOLS: Readonly<Record<BuiltinName, BuiltinTool>> = {
  write_todos: writeTodos,
  complete_task: completeTask,
  read_file: readFileTool,
  write_file: writeFileTool,
  list_directory: listDirectory,
};
