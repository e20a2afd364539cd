/** From what an agent file asks for to a sandbox. A new kind is a folder, a line here, and a name in core's list. */
import { NexError, type SandboxSpec, type SandboxType } from '@nex/core';
import { createContainerSandbox } from './container/create-container-sandbox.ts';
import { createLocalSandbox } from './local/create-local-sandbox.ts';
import type { SandboxProbe } from './local/probe-sandbox.ts';
import { createPlainSandbox } from './plain/create-plain-sandbox.ts';
import type { SandboxOptions } from './process-sandbox.ts';
import type { Sandbox } from './sandbox.ts';

/** What the operator decides, whatever an agent file says. */
export interface CreateSandboxOptions extends Omit<SandboxOptions, 'env' | 'view'> {
  /** Kinds that agent files may ask for. Default: `local` and `container`; `plain` only when it is named here. */
  allowed?: readonly SandboxType[];
  /** Of this machine. Default: found out anew for each local sandbox. */
  probe?: SandboxProbe;
  /**
   * Gives local sandboxes the network of the machine, private addresses among it, and containers that of the engine.
   * Default false. A plain sandbox always has the machine's.
   */
  network?: boolean;
  /** Command of a Python 3 of the host. Default: `/usr/bin/python3`, when there is one. */
  python?: string;
  /** File of a Node.js 26 of the host. Default: none. */
  node?: string;
  /** Command of the container engine. Default `docker`. */
  engine?: string;
  /** For agent files that ask for a container and name no image. */
  image?: string;
}

type Options = CreateSandboxOptions & Pick<SandboxOptions, 'env' | 'view'>;

const CREATE: Readonly<Record<SandboxType, (spec: SandboxSpec, options: Options) => Promise<Sandbox>>> = {
  local: (_spec, options) => createLocalSandbox(options),
  container(spec, options) {
    const image = spec.image ?? options.image;
    if (image === undefined) {
      throw new NexError('config_invalid', 'The container sandbox has no image.', {
        where: 'sandbox.image',
        hint: 'Name an image in the agent file, or a default one in the platform configuration.',
      });
    }
    return createContainerSandbox({ ...options, image });
  },
  plain: (_spec, options) => createPlainSandbox(options),
};

/**
 * Throws `config_invalid` for a kind that the operator does not allow, `unavailable` when the machine cannot make it:
 * there is no fallback to a weaker kind.
 */
export async function createSandbox(spec: SandboxSpec, options: CreateSandboxOptions): Promise<Sandbox> {
  const allowed = options.allowed ?? ['local', 'container'];
  if (!allowed.includes(spec.type)) {
    throw new NexError('config_invalid', `The platform does not allow a sandbox of type "${spec.type}".`, {
      where: 'sandbox.type',
      hint: `Ask for one of: ${allowed.join(', ')}.`,
    });
  }
  const view = {
    ...(spec.outputCharThreshold !== undefined && { threshold: spec.outputCharThreshold }),
    ...(spec.truncateHeadChars !== undefined && { head: spec.truncateHeadChars }),
    ...(spec.truncateTailChars !== undefined && { tail: spec.truncateTailChars }),
  };
  return CREATE[spec.type](spec, { ...options, env: spec.env, view });
}
