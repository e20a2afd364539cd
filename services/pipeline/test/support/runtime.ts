/** A runtime over real gRPC that outlives the pipelines of a test and counts what it was asked. */
import { EventEmitter, once } from 'node:events';
import {
  type Code,
  InitialState,
  type JsonObject,
  NexError,
  NO_USAGE,
  type RunTokens,
  type StopReason,
  type ToolCallAnswer,
  type ToolDefinition,
  ToolHandling,
  type Trajectory,
  type Usage,
} from '@nex/core';
import {
  implement,
  type RpcServer,
  RunState,
  RuntimeService,
  startRpcServer,
  usageToMessage,
} from '@nex/rpc';
import { activeTraceId } from '@nex/telemetry';
import { digestOf } from './framework.ts';
import { Gate } from './gate.ts';
import { trajectoryOf } from './trajectory.ts';

interface TestRun {
  id: string;
  key: string;
  state: RunState;
  input: string;
  seed: number;
  traceId: string;
  frameworkDigest: string;
  order: number;
  initialState: string;
  captured: string[];
  limits: { maxTokens?: number | undefined; maxCostUsd?: number | undefined };
  end?: { stopReason: StopReason; code: Code } | undefined;
  tools: string;
  /** Of a rollout. */
  model: unknown;
}

const RUN_USAGE: Usage = { ...NO_USAGE, inputTokens: 10, outputTokens: 5, modelCalls: 2 };

export interface RuntimeScript {
  /** Run fails instead of answering. */
  fails?: (order: number) => boolean;
  /** How the run ends; `undefined`: as `fails` says. */
  ends?: (run: { key: string; input: string }) => { stopReason: StopReason; code: Code } | undefined;
  answer?: (run: { input: string; seed: number; order: number }) => string;
  /** What each run uses; default `RUN_USAGE`. */
  uses?: (run: { key: string; input: string; order: number }) => Partial<Usage>;
  /** What a check of a bundle throws. */
  refusesBundle?: NexError;
  /** What runs are refused with. */
  refusesRuns?: NexError;
  /** What becomes of the question to each model of a bundle's agents. */
  agentModels?: {
    name: string;
    provider: string;
    agents: string[];
    failure?: { code: string; message: string };
  }[];
  /** Tool servers that keep no state in files. */
  stateless?: string[];
  /** Of the bundle's entry agent. */
  entryModel?: { name: string; provider: string };
  /** Tools of the catalogue, by `server/tool`; an error is what the runtime says of it. */
  searchTools?: Record<
    string,
    NexError | { definition: ToolDefinition; answer: (args: JsonObject) => ToolCallAnswer }
  >;
  /** Streams that break after their first run. */
  brokenStreams?: number;
  /** What model servers told in tokens of a run. */
  tokens?: (run: { id: string; input: string; order: number; key: string }) => RunTokens[];
}

export class TestRuntime implements AsyncDisposable {
  readonly runs = new Map<string, TestRun>();
  readonly cancelled: string[] = [];
  /** Calls that named a run that was there already. */
  repeatedCreates = 0;
  mostInFlight = 0;
  /** Names of those that are there. */
  readonly cassettes = new Set<string>();
  /** Bundles that were stored. */
  bundles = 0;
  /** Runs end only while it is open. */
  readonly ending = new Gate();
  readonly trajectories = new Gate();
  /** Runs are made only while it is open. */
  readonly creating = new Gate();
  script: RuntimeScript;
  readonly ends = new EventEmitter().setMaxListeners(0);
  #server: RpcServer | undefined;

  private constructor(script: RuntimeScript) {
    this.script = script;
  }

  static async start(script: RuntimeScript = {}): Promise<TestRuntime> {
    const runtime = new TestRuntime(script);
    runtime.#server = await startRpcServer([serviceOf(runtime)], { host: '127.0.0.1', port: 0 });
    return runtime;
  }

  get address(): string {
    return this.#server?.address ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ending.open();
    this.trajectories.open();
    this.creating.open();
    await this.#server?.[Symbol.asyncDispose]();
  }

  inFlight(): number {
    return [...this.runs.values()].filter((run) => run.state === RunState.RUNNING).length;
  }

  async finish(run: TestRun): Promise<void> {
    await this.ending.pass();
    if (run.state !== RunState.RUNNING) return;
    run.end = this.script.ends?.(run);
    run.state = run.end || this.script.fails?.(run.order) ? RunState.FAILED : RunState.COMPLETED;
    this.ends.emit('end');
  }
}

function serviceOf(runtime: TestRuntime) {
  const message = (run: TestRun) => ({
    ...run,
    stopReason:
      run.end?.stopReason ??
      {
        [RunState.COMPLETED]: 'answered',
        // By the rules of the build, not made again.
        [RunState.FAILED]: 'max_iterations',
        [RunState.CANCELLED]: 'cancelled',
      }[run.state as RunState.COMPLETED],
    ...(run.end && { failure: { code: run.end.code, message: 'It failed.', where: '', hint: '' } }),
    usage: usageToMessage(
      run.state === RunState.RUNNING ? NO_USAGE : { ...RUN_USAGE, ...runtime.script.uses?.(run) },
    ),
  });
  const find = (id: string) => {
    const run = [...runtime.runs.values()].find((known) => known.id === id);
    if (!run) throw new NexError('not_found', `There is no run ${id}.`);
    return run;
  };
  const searchTool = (server: string, tool: string) => {
    const found = runtime.script.searchTools?.[`${server}/${tool}`];
    if (!found) throw new NexError('not_found', `The server has no tool ${tool}.`, { where: 'tool' });
    if (found instanceof NexError) throw found;
    return found;
  };
  return implement(RuntimeService, {
    async putBundle({ files, checkOnly, askModels, stateServers }) {
      if (!checkOnly) runtime.bundles += 1;
      else if (runtime.script.refusesBundle) throw runtime.script.refusesBundle;
      const models = askModels ? (runtime.script.agentModels ?? []) : [];
      const { entryModel } = runtime.script;
      const stateless = stateServers.filter((name) => runtime.script.stateless?.includes(name));
      return { digest: digestOf(files), agents: [], models, ...(entryModel && { entryModel }), stateless };
    },
    async createRuns({ runs }) {
      if (runtime.script.refusesRuns) throw runtime.script.refusesRuns;
      await runtime.creating.pass();
      return {
        runs: runs.map((spec) => {
          const known = runtime.runs.get(spec.idempotencyKey);
          if (known) {
            runtime.repeatedCreates += 1;
            return message(known);
          }
          const run: TestRun = {
            id: `run_${spec.idempotencyKey.replaceAll('/', '_')}`,
            key: spec.idempotencyKey,
            state: RunState.RUNNING,
            input: spec.input,
            seed: spec.seed,
            traceId: activeTraceId(),
            frameworkDigest: spec.frameworkDigest,
            order: runtime.runs.size,
            initialState: spec.initialStateJson,
            captured: [...spec.captureState],
            limits: { maxTokens: spec.limits?.maxTokens, maxCostUsd: spec.limits?.maxCostUsd },
            tools: spec.toolsJson,
            model: spec.modelJson === '' ? undefined : JSON.parse(spec.modelJson),
          };
          runtime.runs.set(run.key, run);
          const { cassette } = ToolHandling.parse(JSON.parse(run.tools || '{}'));
          if (cassette) runtime.cassettes.add(cassette.name);
          runtime.mostInFlight = Math.max(runtime.mostInFlight, runtime.inFlight());
          setImmediate(() => void runtime.finish(run));
          return message(run);
        }),
      };
    },
    async getRun({ id }) {
      return { run: message(find(id)) };
    },
    async cancelRun({ id }) {
      const run = find(id);
      // One that has ended stays as it is: the pipeline may ask before it has heard of the end.
      if (run.state === RunState.RUNNING) {
        run.state = RunState.CANCELLED;
        runtime.cancelled.push(id);
      }
      runtime.ends.emit('end');
      return { run: message(run) };
    },
    async *watchRuns({ ids }, { signal }) {
      const open = new Set(ids);
      while (open.size > 0 && !signal.aborted) {
        const changed = once(runtime.ends, 'end', { signal }).catch(() => {});
        for (const id of open) {
          const run = find(id);
          if (run.state === RunState.RUNNING) continue;
          open.delete(id);
          yield { run: message(run) };
          if (open.size > 0 && (runtime.script.brokenStreams ?? 0) > 0) {
            runtime.script.brokenStreams = (runtime.script.brokenStreams ?? 0) - 1;
            throw new NexError('unavailable', 'The stream broke.');
          }
        }
        if (open.size > 0) await changed;
      }
    },
    async *streamRunEvents() {},
    // What a build never asks for.
    addMessage: notForBuilds,
    listPermissions: notForBuilds,
    decidePermission: notForBuilds,
    listEndedRuns: notForBuilds,
    async getCassette({ name }) {
      if (!runtime.cassettes.has(name)) throw new NexError('not_found', `There is no cassette ${name}.`);
      return { cassette: { name } };
    },
    async getTool({ server, tool, argumentsJson }) {
      const found = searchTool(server, tool);
      if (argumentsJson.includes('"shelf":"none"')) {
        throw new NexError('invalid_request', 'The arguments do not fit the tool: shelf.');
      }
      return { definitionJson: JSON.stringify(found.definition) };
    },
    async callTool({ server, tool, argumentsJson }) {
      const args = JSON.parse(argumentsJson) as JsonObject;
      return { answerJson: JSON.stringify(searchTool(server, tool).answer(args)) };
    },
    async getTrajectory({ runId, withTokens }) {
      await runtime.trajectories.pass();
      const run = find(runId);
      const answer = runtime.script.answer?.(run) ?? `The plan for "${run.input}" is written down.`;
      const failed = run.state !== RunState.COMPLETED;
      const trajectory = trajectoryOf({
        ...run,
        runId,
        answer,
        state: failed ? 'failed' : 'completed',
        stopReason: failed ? (run.end?.stopReason ?? 'max_iterations') : 'answered',
      });
      // Its agents were never loaded.
      if (run.end?.code === 'config_invalid')
        Object.assign(trajectory.provenance, { model: '', provider: '' });
      return {
        trajectoryJson: JSON.stringify({
          ...trajectory,
          ...(run.captured.length > 0 && { finalState: finalStateOf(run) }),
        }),
        tokensJson: withTokens ? JSON.stringify(runtime.script.tokens?.(run) ?? []) : '',
      };
    },
  });
}

/** Servers end with the state that they began with. */
function finalStateOf({ initialState, captured }: TestRun): Trajectory['finalState'] {
  const initial = InitialState.parse(JSON.parse(initialState || '{}'));
  return Object.fromEntries(
    captured.map((server) => [server, { files: initial[server] ?? {}, binary: {}, omitted: {} }]),
  );
}

function notForBuilds(): never {
  throw new NexError('internal', 'A build does not ask for this.');
}
