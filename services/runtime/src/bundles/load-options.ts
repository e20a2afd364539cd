/** What agent files may refer to in this service. */
import type { LoadOptions } from '@nex/agent-config';
import { WORKSPACE_ALIAS } from '@nex/tools';
import type { Context } from '../context.ts';
import { fileEnvironment } from '../runs/choose-model.ts';

/** `date` as YYYY-MM-DD, for prompts. */
export function loadOptions(context: Context, date: string): LoadOptions {
  return {
    environment: fileEnvironment(context.config),
    catalogueServers: new Set(context.catalogue.entries.map((entry) => entry.name)),
    mcpServerTypes: context.config.mcpServerTypes,
    promptValues: { date, working_directory: WORKSPACE_ALIAS },
  };
}
