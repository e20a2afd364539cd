/** A trajectory that every check keeps: one tool call, its result, an answer. */
import { NO_USAGE, type RunState, type StopReason, type Trajectory, textMessage } from '@nex/core';

export interface TrajectoryOf {
  runId: string;
  input: string;
  answer: string;
  state: RunState;
  stopReason: StopReason;
  seed: number;
  traceId: string;
  frameworkDigest: string;
}

export function trajectoryOf(run: TrajectoryOf): Trajectory {
  const usage = { ...NO_USAGE, inputTokens: 10, outputTokens: 5, modelCalls: 2 };
  const args = { text: `Entry about: ${run.input.slice(0, 40)}` };
  return {
    version: 1,
    rootRunId: run.runId,
    usage,
    provenance: {
      model: 'nex-offline-1',
      provider: '127.0.0.1',
      offlineModel: true,
      seed: run.seed,
      frameworkDigest: run.frameworkDigest,
      traceId: run.traceId,
    },
    runs: [
      {
        runId: run.runId,
        parentRunId: null,
        parentCallId: null,
        agent: 'garden_lead',
        depth: 0,
        state: run.state,
        stopReason: run.stopReason,
        tools: [
          {
            name: 'write_entry',
            description: 'Writes an entry.',
            inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
            origin: { kind: 'mcp', server: 'diary', tool: 'write_entry', snapshot: 'sha256:0' },
            repeatable: true,
            disableParallel: false,
          },
        ],
        messages: [
          textMessage('system', 'You plan gardens.'),
          textMessage('user', run.input),
          {
            role: 'assistant',
            content: [
              {
                type: 'tool_call',
                id: 'c1',
                name: 'write_entry',
                argumentsText: JSON.stringify(args),
                arguments: args,
              },
            ],
          },
          {
            role: 'tool',
            content: [
              {
                type: 'tool_result',
                toolCallId: 'c1',
                toolName: 'write_entry',
                content: [{ type: 'text', text: 'Written.' }],
                isError: false,
              },
            ],
          },
          textMessage('assistant', run.answer),
        ],
        response: run.answer,
        usage,
        startedAt: '2026-01-01T00:00:00.000Z',
        finishedAt: '2026-01-01T00:00:01.000Z',
      },
    ],
  };
}
