/** Where code that a model wrote is tried out: a sandbox of the kind that the operator chose, one for each trial. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Json, type JsonObject, NexError, type SandboxType, textOf } from '@nex/core';
import {
  createNodeHost,
  createNodeTool,
  createSandbox,
  hostReadOnlyPaths,
  probeSandbox,
  type SandboxProbe,
  type ToolExecute,
  writeBundle,
} from '@nex/tools';

export interface TrialResult {
  /** What the function returned; absent when it failed. */
  value?: Json;
  error?: string;
}

export interface ToolRoom {
  readonly type: SandboxType;
  /** Why nothing can be tried out here; `undefined` when it can. */
  unavailable(): Promise<string | undefined>;
  /**
   * Calls the export `run` of the module once for each input, up to the first that fails and should not. Throws only when the signal aborts or the room is missing.
   */
  tryOut(
    code: string,
    inputs: readonly JsonObject[],
    signal: AbortSignal,
    mayFail?: (index: number) => boolean,
  ): Promise<TrialResult[]>;
}

export interface ToolRoomOptions {
  type: SandboxType;
  image?: string | undefined;
  /** Of this machine. Default: found out at the first use. */
  probe?: () => Promise<SandboxProbe>;
}

/** Of one call of a synthesised tool. */
const TRIAL_TIMEOUT_MS = 5000;
const MODULE = 'tool.ts';

export function createToolRoom({ type, image, probe = () => probeSandbox() }: ToolRoomOptions): ToolRoom {
  let probing: Promise<SandboxProbe> | undefined;
  const probed = () => (probing ??= probe());
  return {
    type,
    async unavailable() {
      if (type === 'container') return image === undefined ? 'SANDBOX_IMAGE is not set.' : undefined;
      if (type === 'plain') return undefined;
      const found = await probed();
      return found.available ? undefined : found.message;
    },
    async tryOut(code, inputs, signal, mayFail = () => false) {
      await using stack = new AsyncDisposableStack();
      const bundle = stack.use(await writeBundle([{ path: MODULE, content: code }]));
      const workspaceDirectory = await mkdtemp(join(await realpath(tmpdir()), 'nex-trial-'));
      stack.defer(() => rm(workspaceDirectory, { recursive: true, force: true }));
      const sandbox = stack.use(
        await createSandbox(
          { type, env: {}, ...(image === undefined ? {} : { image }) },
          {
            workspaceDirectory,
            allowed: [type],
            readOnlyPaths: hostReadOnlyPaths({ bundleDirectory: bundle.directory }),
            node: process.execPath,
            ...(type === 'local' ? { probe: await probed() } : {}),
          },
        ),
      );
      const host = stack.use(createNodeHost({ sandbox: () => Promise.resolve(sandbox) }));
      const run = createNodeTool(
        { kind: 'node', source: 'bundle', module: MODULE, export: 'run' },
        { host, toolName: 'trial', formatter: 'markdown', timeoutMs: TRIAL_TIMEOUT_MS },
      );
      const results: TrialResult[] = [];
      for (const [index, input] of inputs.entries()) {
        const result = await once(run, input, index, signal);
        results.push(result);
        // One failing call says enough; the next could run into the time limit, too.
        if (result.error !== undefined && !mayFail(index)) break;
      }
      return results;
    },
  };
}

async function once(
  run: ToolExecute,
  input: JsonObject,
  index: number,
  signal: AbortSignal,
): Promise<TrialResult> {
  const outcome = await run(input, { signal, callId: `case-${index + 1}` });
  const text = textOf(outcome);
  // Code that cannot be loaded, or that ends its process, is the code's fault and told to its writer.
  if (outcome.errorKind === 'infrastructure' && text.includes('could not be started')) {
    throw new NexError('unavailable', 'The sandbox for synthesised tools does not work.', {
      where: 'SYNTHESIS_SANDBOX',
      hint: text,
    });
  }
  if (outcome.isError) return { error: text };
  return { value: outcome.structured ?? text };
}
