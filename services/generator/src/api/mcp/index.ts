/** The tools of the MCP face, in the order in which clients list them. */
import type { GeneratorTool } from './tool.ts';
import { buildFramework } from './tools/build-framework.ts';
import { cancelFramework } from './tools/cancel-framework.ts';
import { diffFrameworks } from './tools/diff-frameworks.ts';
import { getFramework } from './tools/get-framework.ts';
import { getFrameworkFiles } from './tools/get-framework-files.ts';
import { getTool } from './tools/get-tool.ts';
import { lintFramework } from './tools/lint-framework.ts';
import { listFrameworks } from './tools/list-frameworks.ts';
import { searchCatalogue } from './tools/search-catalogue.ts';
import { simulateFramework } from './tools/simulate-framework.ts';

export const TOOLS: readonly GeneratorTool[] = [
  searchCatalogue,
  getTool,
  buildFramework,
  getFramework,
  getFrameworkFiles,
  listFrameworks,
  lintFramework,
  simulateFramework,
  diffFrameworks,
  cancelFramework,
];
