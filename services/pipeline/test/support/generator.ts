/** A generator that knows frameworks by id, over real gRPC. */
import { NexError } from '@nex/core';
import { FrameworkState, GeneratorService, implement, type RpcServer, startRpcServer } from '@nex/rpc';
import { digestOf, FRAMEWORK_ID, frameworkFiles, SENTENCE } from './framework.ts';

export interface TestGenerator extends AsyncDisposable {
  address: string;
  states: Map<string, FrameworkState>;
  files: { path: string; content: string }[];
}

const refuse = () => Promise.reject(new NexError('conflict', 'Not part of this test.'));

export async function startGenerator(): Promise<TestGenerator> {
  const states = new Map([[FRAMEWORK_ID, FrameworkState.READY]]);
  const files = frameworkFiles();
  const server: RpcServer = await startRpcServer(
    [
      implement(GeneratorService, {
        createFramework: refuse,
        cancelFramework: refuse,
        listEndedFrameworks: refuse,
        async getFramework({ id }) {
          const state = states.get(id);
          if (state === undefined) throw new NexError('not_found', `There is no framework ${id}.`);
          const digest = state === FrameworkState.READY ? digestOf(files) : '';
          return { framework: { id, state, digest, sentence: SENTENCE, name: 'garden_planner' } };
        },
        async getBundle() {
          return { digest: digestOf(files), files };
        },
      }),
    ],
    { host: '127.0.0.1', port: 0 },
  );
  return {
    address: server.address,
    states,
    files,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
