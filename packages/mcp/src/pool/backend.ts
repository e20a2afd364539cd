/** What the pool's tools call. The members differ in whose the process and whose the state is. */
import type { JsonObject, ToolProgress } from '@nex/core';
import type { PathAlias } from '../alias/path-alias.ts';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { CallAnswer } from '../session/call-tool.ts';
import type { McpSession } from '../session/session.ts';
import type { WarmProcess } from './warm-process.ts';

export interface BackendCall {
  rootRunId: string;
  /** For whom it is counted. */
  owner: string;
  /** The tool's own name. */
  tool: string;
  /** As the model wrote them. */
  args: JsonObject;
  timeoutMs: number;
  signal: AbortSignal;
  onProgress?: ((progress: ToolProgress) => void) | undefined;
}

export interface BackendAnswer {
  answer: CallAnswer;
  /** For the place where the call ran. */
  alias: PathAlias;
}

export interface Backend {
  /** Throws when the server cannot be started, and when the signal aborts. */
  call(request: BackendCall): Promise<BackendAnswer>;
  listTools(rootRunId: string, signal: AbortSignal): Promise<SnapshotTool[]>;
  /** Waits for the run's calls and lets go of what is held for it; the state's files stay. */
  endRun(rootRunId: string): Promise<void>;
  processes(): WarmProcess[];
  /** Ends all that it started, and waits for calls that go on although their callers are gone. */
  close(): Promise<void>;
}

const MAX_PROGRESS_CHARACTERS = 1_000;

/** Calls a tool with paths and secrets kept from the model. `signal` is when to give the call up. */
export async function callThrough(
  session: McpSession,
  alias: PathAlias,
  { tool, args, timeoutMs, onProgress }: Omit<BackendCall, 'rootRunId' | 'owner' | 'signal'>,
  signal: AbortSignal,
): Promise<CallAnswer> {
  const hear: BackendCall['onProgress'] =
    onProgress &&
    (({ message, ...progress }) => {
      if (message === undefined) return onProgress(progress);
      onProgress({
        ...progress,
        message: alias.errorToModel(message, args).slice(0, MAX_PROGRESS_CHARACTERS),
      });
    });
  return session.callTool(tool, alias.toServer(args), { signal, timeoutMs, onProgress: hear });
}

/** The server has done with the call, well or badly. */
export function isAnswered({ kind }: CallAnswer): boolean {
  return kind === 'result' || kind === 'refused' || kind === 'vanished';
}
