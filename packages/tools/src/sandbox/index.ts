export { clearOrphans, type Orphans } from './clear-orphans.ts';
export {
  type ContainerSandboxOptions,
  createContainerSandbox,
} from './container/create-container-sandbox.ts';
export { type CreateSandboxOptions, createSandbox } from './create-sandbox.ts';
export { DEFAULT_LIMITS, MAX_TIMEOUT_MS, type OutputView, type SandboxLimits } from './limits.ts';
export { createLocalSandbox, type LocalSandboxOptions } from './local/create-local-sandbox.ts';
export {
  type Bubblewrap,
  type FindBubblewrapOptions,
  type FoundBubblewrap,
  findBubblewrap,
} from './local/find-bubblewrap.ts';
export { type ProbeOptions, probeSandbox, type SandboxProbe } from './local/probe-sandbox.ts';
export { createPlainSandbox, type PlainSandboxOptions } from './plain/create-plain-sandbox.ts';
export type { SandboxOptions } from './process-sandbox.ts';
export type {
  BackgroundTask,
  CommandLimit,
  CommandOptions,
  CommandResult,
  ReadOnlyPath,
  Sandbox,
  SandboxProcess,
  SandboxPrograms,
} from './sandbox.ts';
