/** What agent files may refer to in this service. */
import { join } from 'node:path';
import { type BindingKind, directorySource, type LoadOptions } from '@nex/agent-config';
import { middlewareFault, promptValues } from '@nex/assembly';
import { builtinFault, hasPythonModule } from '@nex/tools';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { fileEnvironment } from '../runs/choose-model.ts';

/** `date` as YYYY-MM-DD, for prompts. */
export function loadOptions(context: Context, date: string): LoadOptions {
  const { config } = context;
  const { npmRoot } = config;
  return {
    environment: fileEnvironment(config),
    catalogueServers: new Set(context.catalogue.entries.map((entry) => entry.name)),
    mcpServerTypes: config.mcpServerTypes,
    sandboxTypes: new Set(config.sandboxTypes),
    bindingKinds: bindingKinds(config),
    python: config.pythonRoots.length > 0,
    hasPythonModule: (module) => hasPythonModule(config.pythonRoots, module),
    checkBuiltin: builtinFault,
    checkMiddleware: middlewareFault,
    ...(npmRoot === undefined
      ? {}
      : { packageRoots: (name) => directorySource(join(npmRoot, 'node_modules', ...name.split('/'))) }),
    promptValues: promptValues(date),
  };
}

/** Code of agent files runs in the sandbox; Python only where the operator named the folders it comes from. */
function bindingKinds({ pythonRoots }: Config): ReadonlySet<BindingKind> {
  const kinds: BindingKind[] = ['builtin', 'mcp', 'http', 'node'];
  return new Set(pythonRoots.length > 0 ? [...kinds, 'python' as const] : kinds);
}
