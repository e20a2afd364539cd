/** Tells the model, with each call and for that call only, where its tools work. */
import * as z from 'zod';
import type { Middleware } from '../middleware.ts';

export const RuntimeEnvironmentParams = z.strictObject({ template: z.string().nullish() });
export type RuntimeEnvironmentParams = z.infer<typeof RuntimeEnvironmentParams>;

export interface EnvironmentFacts {
  workingDirectory: string;
  operatingSystem: string;
  shell: string;
}

const TEMPLATE = `[Environment] Date: {{ date }}. Working directory: {{ working_directory }}. Operating system: {{ operating_system }}. Shell: {{ shell }}.`;

/** `render` fills a template; undefined names are empty. The date changes at midnight only. */
export function runtimeEnvironment(
  { template }: RuntimeEnvironmentParams,
  facts: EnvironmentFacts,
  render: (template: string, values: Record<string, string>) => string,
): Middleware {
  return {
    name: 'runtime_environment',
    beforeModel({ clock }) {
      const values = {
        date: new Date(clock()).toISOString().slice(0, 10),
        working_directory: facts.workingDirectory,
        operating_system: facts.operatingSystem,
        platform: facts.operatingSystem,
        shell: facts.shell,
        shell_tool_backend: facts.shell,
      };
      return [render(template ?? TEMPLATE, values)];
    },
  };
}
