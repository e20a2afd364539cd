/** Whether an agent runs code that lies in its bundle, so that the sandbox must see the bundle's files. */
import type { AgentSpec } from '@nex/core';

export function usesBundle({ tools, middlewares }: Pick<AgentSpec, 'tools' | 'middlewares'>): boolean {
  return (
    tools.some(({ binding }) => binding.kind === 'node' && binding.source === 'bundle') ||
    middlewares.some(
      (one) => one.name === 'python' && (one.source.kind === 'file' || Object.keys(one.files).length > 0),
    )
  );
}
