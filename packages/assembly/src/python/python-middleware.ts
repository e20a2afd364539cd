/**
 * Middleware of the agent's own files in Python, run by the sidecar of the run. A hook that fails ends the run, as any
 * middleware does. What an object keeps lives in the sidecar's process: a run that another worker takes up, or whose
 * sidecar was replaced, begins with a new object.
 */
import type { AfterModel, BeforeModel, HookContext, LogLine, Middleware, TurnContext } from '@nex/agent';
import {
  canonicalJson,
  HOOK_PHASES,
  type HookPhase,
  type JsonObject,
  type Message,
  type ModelReply,
  NexError,
  type PythonMiddlewareSpec,
  type StopReason,
  textMessage,
  textOf,
  toolCallsOf,
} from '@nex/core';
import type { ToolHost } from '@nex/tools';
import * as z from 'zod';
import { hookToolOutput, outcomeFromHook } from './hook-tool-output.ts';
import { callBlock, fromNexauMessage, NexauMessages, toNexauMessage } from './nexau-messages.ts';

/** Of one hook. */
export const HOOK_TIMEOUT_MS = 300_000;

export interface PythonMiddlewareParts {
  /** Shared with the tools in Python of the run, so that they see what a hook sets. */
  python: ToolHost;
  /** Told of changes that a hook asks for at a step that cannot make them. */
  log: LogLine;
}

const Description = z.object({ phases: z.array(z.enum(HOOK_PHASES)), wrappers: z.array(z.string()) });
const Values = z.record(z.string(), z.json());
const Calls = z.array(z.object({ id: z.string(), name: z.string(), input: Values }));
const CHANGES = {
  before_agent: z.object({ messages: NexauMessages }),
  before_model: z.object({ messages: NexauMessages }),
  after_model: z.object({
    messages: NexauMessages,
    tool_calls: Calls.optional(),
    force_continue: z.boolean(),
  }),
  before_tool: z.object({ tool_input: Values }),
  after_tool: z.object({ tool_output: z.json().optional(), llm_tool_output: z.json().optional() }),
  after_agent: z.object({ agent_response: z.string().optional() }),
} as const satisfies Record<HookPhase, z.ZodType>;

/** By the names of NexAU. */
const STOP_REASONS: Readonly<Partial<Record<StopReason, string>>> = {
  answered: 'NO_MORE_TOOL_CALLS',
  stop_tool: 'STOP_TOOL_TRIGGERED',
  max_iterations: 'MAX_ITERATIONS_REACHED',
  cancelled: 'USER_INTERRUPTED',
  permission_pending: 'PERMISSION_PENDING',
};

export function pythonMiddleware(spec: PythonMiddlewareSpec, parts: PythonMiddlewareParts): Middleware {
  const call = hookCaller(spec, parts.python);
  const note = (text: string) => parts.log({ middleware: spec.import, where: spec.where }, text);
  return {
    name: spec.import,
    async beforeAgent(context) {
      const { messages } = context;
      const changes = await call('before_agent', () => ({ messages: messages.map(toNexauMessage) }), context);
      return changes && readMessages(changes.messages, messages).all;
    },
    async beforeModel(context): Promise<BeforeModel | undefined> {
      const { messages } = context;
      const changes = await call('before_model', () => turnOf(context, messages), context);
      if (!changes) return undefined;
      const { lasting, hints } = readMessages(changes.messages, messages);
      return { messages: lasting, hints };
    },
    async afterModel(reply, context): Promise<AfterModel | undefined> {
      const messages = [...context.messages, reply.message];
      const answer = () => ({ ...turnOf(context, messages), ...answerOf(reply) });
      const changes = await call('after_model', answer, context);
      return changes && afterModel(changes, messages, note);
    },
    async beforeTool(toolCall, args, context) {
      const given = { tool_name: toolCall.name, tool_call_id: toolCall.id, tool_input: args };
      const changes = await call('before_tool', () => given, context);
      return changes && canonicalJson(changes.tool_input) !== canonicalJson(args) ? changes.tool_input : args;
    },
    async afterTool({ id, name, arguments: args = {} }, outcome, context) {
      const given = () => ({
        tool_name: name,
        tool_call_id: id,
        tool_input: args,
        tool_output: hookToolOutput(outcome),
        llm_tool_output: textOf(outcome),
      });
      const { tool_output: output, llm_tool_output: shown } =
        (await call('after_tool', given, context)) ?? {};
      return outcomeFromHook(outcome, name, { output, shown });
    },
    async afterAgent({ response, stopReason }, context) {
      // Who was stopped has no time left for a last word.
      if (context.signal.aborted) return undefined;
      const given = {
        messages: context.messages.map(toNexauMessage),
        agent_response: response,
        stop_reason: STOP_REASONS[stopReason] ?? 'ERROR_OCCURRED',
      };
      return (await call('after_agent', () => given, context))?.agent_response;
    },
  };
}

type Changes<P extends HookPhase> = z.output<(typeof CHANGES)[P]>;
type CallHook = <P extends HookPhase>(
  phase: P,
  args: () => JsonObject,
  context: HookContext,
) => Promise<Changes<P> | undefined>;

/** Asks the sidecar once which steps there is a hook for, and makes no call for the others: those give `undefined`. */
function hookCaller(spec: PythonMiddlewareSpec, host: ToolHost): CallHook {
  const { import: text, source, attribute, phase: only, params, files, where } = spec;
  const middleware: JsonObject = {
    id: where,
    source: { ...source },
    attribute,
    ...(only === undefined ? {} : { phase: only }),
    params,
    files: { ...files },
  };
  const ask = async (hook: string, args: JsonObject, { signal, storage }: HookContext) => {
    const answer = await host.call({
      target: { hook, middleware },
      args,
      context: { signal, callId: where, ...(storage ? { storage } : {}) },
      timeoutMs: HOOK_TIMEOUT_MS,
    });
    if (answer.ok) return answer.value;
    throw new NexError(answer.kind === 'infrastructure' ? 'unavailable' : 'config_invalid', answer.message, {
      where,
      hint: 'Look at the Python of the middleware, or remove it from the agent.',
    });
  };
  const describe = async (context: HookContext): Promise<ReadonlySet<HookPhase>> => {
    const { phases, wrappers } = Description.parse(await ask('describe', {}, context));
    if (wrappers.length === 0) return new Set(phases);
    throw new NexError(
      'config_invalid',
      `"${text}" has ${wrappers.join(', ')}, which Python cannot do here.`,
      {
        where,
        hint: `Use ${HOOK_PHASES.join(', ')}.`,
      },
    );
  };
  let described: Promise<ReadonlySet<HookPhase>> | undefined;
  return async (phase, args, context) => {
    described ??= describe(context);
    if (!(await described).has(phase)) return undefined;
    const changes = CHANGES[phase].safeParse(await ask(phase, args(), context));
    if (changes.success) return changes.data as Changes<typeof phase>;
    const [issue] = changes.error.issues;
    const at = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    throw new NexError('config_invalid', `What ${phase} gave back cannot be used: ${at}${issue?.message}.`, {
      where,
      hint: 'Give back a HookResult with messages, calls and values as NexAU has them.',
    });
  };
}

function turnOf({ iteration, maxIterations }: TurnContext, messages: readonly Message[]): JsonObject {
  return {
    max_iterations: maxIterations,
    current_iteration: iteration - 1,
    messages: messages.map(toNexauMessage),
  };
}

function answerOf({ message }: ModelReply): JsonObject {
  const calls = toolCallsOf(message).map(({ id, name, arguments: args = {}, argumentsText }) => ({
    tool_call_id: id,
    tool_name: name,
    parameters: args,
    raw_content: argumentsText,
  }));
  return { original_response: textOf(message), tool_calls: calls };
}

interface ReadMessages {
  all: Message[];
  /** Without what the framework says for one call only. */
  lasting: Message[];
  hints: string[];
}

/** New messages of the role `framework` that are text go along with one call and stay out of the conversation. */
function readMessages(given: NexauMessages, before: readonly Message[]): ReadMessages {
  const read: ReadMessages = { all: [], lasting: [], hints: [] };
  for (const one of given) {
    const message = fromNexauMessage(one, before);
    if (!message) throw new NexError('config_invalid', 'A hook gave back a message that was not there.');
    read.all.push(message);
    const isNew = one.ref === undefined && 'role' in one;
    const isHint =
      isNew && one.role === 'framework' && message.content.every((block) => block.type === 'text');
    if (isHint) read.hints.push(textOf(message));
    else read.lasting.push(message);
  }
  return read;
}

/** The answer, and what comes behind it; what came before it was sent already, and stays. */
function afterModel(
  { messages, tool_calls: calls, force_continue: goesOn }: Changes<'after_model'>,
  before: readonly Message[],
  note: (text: string) => void,
): AfterModel {
  const last = before.length - 1;
  const at = messages.findIndex((one) => one.ref === last);
  const earlier = at < 0 ? messages : messages.slice(0, at);
  if (earlier.length !== last || earlier.some((one, index) => one.ref !== index || 'role' in one)) {
    note('after_model changed messages before the answer, which stay: do so in before_model');
  }
  const answer = (at >= 0 && messages[at] && fromNexauMessage(messages[at], before)) || before[last];
  const added = at < 0 ? [] : readMessages(messages.slice(at + 1), before).all;
  if (added.length > 0 && !goesOn) note('after_model added messages without force_continue: not taken');
  const message = answer && calls ? withCalls(answer, calls) : answer;
  return {
    ...(message && message !== before[last] ? { message } : {}),
    continueWith: goesOn ? (added.length > 0 ? added : [textMessage('user', 'Continue.')]) : [],
  };
}

function withCalls(message: Message, calls: z.output<typeof Calls>): Message {
  const old = toolCallsOf(message);
  return {
    role: message.role,
    content: [
      ...message.content.filter((block) => block.type !== 'tool_call'),
      ...calls.map((call) =>
        callBlock(
          call,
          old.find(({ id }) => id === call.id),
        ),
      ),
    ],
  };
}
