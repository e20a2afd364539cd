/** The platform that the quickstart works on: the one that runs here already, else one of its own. */
import {
  answers,
  livingProcesses,
  nexHome,
  readState,
  type Stack,
  startStack,
  tryBuildDashboard,
} from '@nex/cli/stack';

export interface Platform extends AsyncDisposable {
  gateway: string;
  urls: Record<string, string>;
  offlineModel: boolean;
  /** What it consists of, for the reader. */
  line: string;
  /** Leaves it up when the quickstart ends. */
  keep(): Promise<void>;
}

/** Throws NexError, and leaves nothing running then. Disposing stops what was started here. */
export async function openPlatform(signal: AbortSignal, onNote: (line: string) => void): Promise<Platform> {
  return (await runningPlatform()) ?? ownPlatform(signal, onNote);
}

async function runningPlatform(): Promise<Platform | undefined> {
  const state = await readState(nexHome());
  if (state === undefined) return undefined;
  const living = await livingProcesses(state);
  const whole = living.length === state.processes.length && (await answers(`${state.gateway}/readyz`));
  if (!whole) return undefined;
  return {
    gateway: state.gateway,
    urls: state.urls,
    offlineModel: state.offlineModel,
    line: `Using the platform that already runs at ${state.gateway}.`,
    keep: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

async function ownPlatform(signal: AbortSignal, onNote: (line: string) => void): Promise<Platform> {
  await tryBuildDashboard({ onNote, signal });
  const stack = await startStack({ documentedPorts: true, restart: true, onNote, signal });
  return {
    gateway: stack.urls.gateway,
    urls: stack.urls,
    offlineModel: stack.offlineModel,
    line: describe(stack),
    keep: () => stack.detach(),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

function describe(stack: Stack): string {
  const { postgres, queue } = stack.state();
  const database = postgres ? `Postgres (${postgres.kind} ${postgres.version})` : 'Postgres (DATABASE_URL)';
  const jobs = queue === 'redis' ? 'BullMQ on Redis (REDIS_URL)' : 'BullMQ on Postgres';
  const model = stack.offlineModel ? 'the offline rule-based model' : 'the model of LLM_BASE_URL';
  return `${database}, ${jobs}, ${model}, gateway at ${stack.urls.gateway}`;
}
