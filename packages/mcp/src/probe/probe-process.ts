/** One probed server at work: started when it is first needed, and again after it hung or ended. */
import type { JsonObject } from '@nex/core';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { CallAnswer } from '../session/call-tool.ts';
import type { ProtocolChoice, SessionTarget } from '../session/connect.ts';
import { type McpSession, openMcpSession } from '../session/session.ts';

export interface ProbeProcess extends AsyncDisposable {
  readonly starts: number;
  readonly startMs: number;
  session(): Promise<McpSession>;
  /** A server that hangs or ends is stopped; the next call starts it anew. */
  call(tool: string, args: JsonObject): Promise<CallAnswer>;
}

export interface ProbeProcessOptions {
  target: SessionTarget;
  protocol: ProtocolChoice;
  signal: AbortSignal;
  startTimeoutMs: number;
  toolTimeoutMs: number;
}

export function createProbeProcess(options: ProbeProcessOptions): ProbeProcess {
  const { target, protocol, signal, startTimeoutMs, toolTimeoutMs } = options;
  let open: McpSession | undefined;
  let starts = 0;
  let startMs = 0;
  const session = async () => {
    if (open && !open.closed) return open;
    open = await openMcpSession(target, { signal, protocol, startTimeoutMs });
    starts += 1;
    startMs = open.startMs;
    return open;
  };
  return {
    get starts() {
      return starts;
    },
    get startMs() {
      return startMs;
    },
    session,
    async call(tool, args) {
      const answer = await (await session()).callTool(tool, args, { signal, timeoutMs: toolTimeoutMs });
      if (answer.kind === 'timeout' || answer.kind === 'gone') {
        await open?.kill();
        open = undefined;
      }
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await open?.[Symbol.asyncDispose]();
    },
  };
}

/** All pages of the tool list. */
export async function listProbed(process: ProbeProcess, signal: AbortSignal): Promise<SnapshotTool[]> {
  return (await process.session()).listTools({ signal, timeoutMs: 10_000 });
}
