/** `sandbox_config`: where the commands and files of an agent live. */
import type { SandboxSpec } from '@nex/core';
import * as z from 'zod';
import type { Loading } from './loading.ts';
import { Count, TextMap } from './scalar.ts';

const cloud = z.json().optional().describe('Of type e2b alone, which this platform does not have.');

export const SandboxConfig = z
  .strictObject({
    type: z
      .enum(['local', 'e2b', 'container', 'plain'])
      .default('local')
      .describe('local: confined processes; container: an image; plain: processes that nothing confines.'),
    image: z.string().min(1).nullish().describe('Image of a container.'),
    work_dir: z.string().nullish().describe('Has no effect: the workspace is always /workspace.'),
    envs: TextMap.nullish().describe('Environment of the commands.'),
    output_char_threshold: Count.nullish().describe(
      'Characters that a command may print before the middle is cut.',
    ),
    truncate_head_chars: Count.nullish().describe('Characters kept of the start of a cut output.'),
    truncate_tail_chars: Count.nullish().describe('Characters kept of the end of a cut output.'),
    status_after_run: z.enum(['stop', 'pause', 'none']).nullish().describe('Has no effect.'),
    api_url: cloud,
    api_key: cloud,
    template: cloud,
    timeout: cloud,
    metadata: cloud,
    sandbox_id: cloud,
    keepalive_interval: cloud,
    force_http: cloud,
    max_retries: cloud,
  })
  .describe('Where the commands and files of the agent live.');
export type SandboxConfig = z.infer<typeof SandboxConfig>;

/** `env` goes over `envs` of the file. `where` is the place of the key. */
export function toSandboxSpec(
  loading: Loading,
  config: SandboxConfig | undefined,
  env: Record<string, string>,
  where: string,
): SandboxSpec {
  const spec: SandboxSpec = { type: 'local', env: { ...config?.envs, ...env } };
  if (config === undefined) return spec;
  const { sandboxTypes } = loading.options;
  if (config.type === 'e2b') {
    const hint = 'Use type: local or type: container.';
    loading.setAside(
      `${where}.type`,
      'Sandboxes of type "e2b" are not available; the sandbox is local.',
      hint,
    );
  } else if (sandboxTypes && !sandboxTypes.has(config.type)) {
    const reason = `Sandboxes of type "${config.type}" are not allowed here; the sandbox is local.`;
    loading.setAside(`${where}.type`, reason, `Allowed here: ${[...sandboxTypes].join(', ')}.`);
  } else {
    spec.type = config.type;
  }
  if (config.work_dir != null && config.work_dir !== '/workspace') {
    loading.note(`${where}.work_dir`, 'The workspace of an agent is always /workspace.');
  }
  if (config.status_after_run != null) {
    loading.note(`${where}.status_after_run`, 'The platform keeps the files of a session by itself.');
  }
  if (config.image != null) spec.image = config.image;
  if (config.output_char_threshold != null) spec.outputCharThreshold = config.output_char_threshold;
  if (config.truncate_head_chars != null) spec.truncateHeadChars = config.truncate_head_chars;
  if (config.truncate_tail_chars != null) spec.truncateTailChars = config.truncate_tail_chars;
  return spec;
}
