/** What the pool's tools call. The members differ in whose the process and whose the state is. */
import type { JsonObject } from '@nex/core';
import type { PathAlias } from '../alias/path-alias.ts';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { CallAnswer } from '../session/session.ts';
import type { WarmProcess } from './warm-process.ts';

export interface BackendCall {
  rootRunId: string;
  /** The tool's own name. */
  tool: string;
  /** As the model wrote them. */
  args: JsonObject;
  timeoutMs: number;
  signal: AbortSignal;
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
  /** Waits for calls that go on although their callers are gone. */
  settle(): Promise<void>;
}
