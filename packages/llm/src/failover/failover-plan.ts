/**
 * Failover as an agent file states it: middleware `llm_failover`, parameters in snake_case. A fallback takes over what it
 * does not state from the agent's own settings, except that a key never goes to another server than the one it is for.
 */
import { type Code, type JsonObject, type ModelSettings, NexError } from '@nex/core';
import * as z from 'zod';
import { DEFAULT_TRIGGER, type FailoverTrigger } from '../middleware/with-failover.ts';

export interface FailoverPlan {
  trigger: Required<FailoverTrigger>;
  breaker: { failureThreshold: number; recoveryTimeoutMs: number };
  /** In the order of asking. */
  fallbacks: { name: string; settings: ModelSettings }[];
}

export interface FailoverSource {
  /** The agent's own settings. */
  primary: ModelSettings;
  /** Reads the `llm_config` of a fallback, as that of an agent is read. */
  toSettings: (llmConfig: JsonObject, where: string) => ModelSettings;
  /** `main.yaml: middlewares[0]`, for errors. */
  where: string;
}

const Params = z.strictObject({
  trigger: z
    .strictObject({
      status_codes: z.array(z.number().int().min(100).max(599)).optional(),
      exception_types: z.array(z.string()).optional(),
    })
    .optional(),
  fallback_providers: z
    .array(
      z.strictObject({ name: z.string().optional(), llm_config: z.record(z.string(), z.json()).default({}) }),
    )
    .min(1),
  circuit_breaker: z
    .strictObject({
      failure_threshold: z.number().int().min(1).default(3),
      recovery_timeout_seconds: z.number().positive().default(60),
    })
    .default({ failure_threshold: 3, recovery_timeout_seconds: 60 }),
});

/** Exceptions of the Python clients that agent files name, by what they are here. */
const STATUSES: Record<string, readonly number[]> = {
  RateLimitError: [429],
  InternalServerError: [500, 502, 503, 504, 529],
  OverloadedError: [529],
  ServiceUnavailableError: [503],
  BadRequestError: [400],
  AuthenticationError: [401],
  PermissionDeniedError: [403],
  NotFoundError: [404],
  ConflictError: [409],
  UnprocessableEntityError: [422],
};
const CODES: Record<string, readonly Code[]> = {
  APIConnectionError: ['model_unreachable'],
  APITimeoutError: ['model_unreachable', 'timeout'],
  ConnectionError: ['model_unreachable'],
  ConnectError: ['model_unreachable'],
  ReadTimeout: ['model_unreachable', 'timeout'],
  TimeoutError: ['model_unreachable', 'timeout'],
  APIStatusError: ['model_rejected', 'model_overloaded', 'context_overflow'],
  APIError: ['model_unreachable', 'model_rejected', 'model_overloaded', 'context_overflow', 'timeout'],
  Exception: ['model_unreachable', 'model_rejected', 'model_overloaded', 'context_overflow', 'timeout'],
};

/** @throws NexError `config_invalid` for parameters that are not valid or name an unknown exception. */
export function failoverFromParams(
  params: JsonObject,
  { primary, toSettings, where }: FailoverSource,
): FailoverPlan {
  const parsed = Params.safeParse(params);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${where}.params${issue ? `.${issue.path.map(String).join('.')}` : ''}`, issue?.message);
  }
  const { trigger, fallback_providers, circuit_breaker } = parsed.data;
  return {
    trigger: triggerOf(trigger ?? {}, `${where}.params.trigger.exception_types`),
    breaker: {
      failureThreshold: circuit_breaker.failure_threshold,
      recoveryTimeoutMs: circuit_breaker.recovery_timeout_seconds * 1000,
    },
    fallbacks: fallback_providers.map(({ name, llm_config }, i) => ({
      name: name ?? `fallback-${i}`,
      settings: mergeSettings(
        primary,
        // zod's type of JSON is the same as core's but for its name.
        toSettings(llm_config as JsonObject, `${where}.params.fallback_providers[${i}].llm_config`),
      ),
    })),
  };
}

/** What the fallback states wins. The key is inherited only for the same server, further fields only for the same wire. */
export function mergeSettings(primary: ModelSettings, fallback: ModelSettings): ModelSettings {
  const elsewhere = fallback.baseUrl !== undefined && fallback.baseUrl !== primary.baseUrl;
  const otherWire = fallback.apiType !== undefined && fallback.apiType !== primary.apiType;
  const { apiKey, ...inherited } = primary;
  return {
    ...inherited,
    ...(elsewhere || apiKey === undefined ? {} : { apiKey }),
    ...fallback,
    extra: otherWire ? fallback.extra : { ...primary.extra, ...fallback.extra },
  };
}

function triggerOf(
  trigger: { status_codes?: number[] | undefined; exception_types?: string[] | undefined },
  where: string,
): Required<FailoverTrigger> {
  const statusCodes = new Set<number>(trigger.status_codes ?? DEFAULT_TRIGGER.statusCodes);
  const codes = new Set<Code>(DEFAULT_TRIGGER.codes);
  for (const type of trigger.exception_types ?? []) {
    const name = type.slice(type.lastIndexOf('.') + 1);
    if (!Object.hasOwn(STATUSES, name) && !Object.hasOwn(CODES, name)) {
      throw invalid(where, `${JSON.stringify(name)} is no exception that is known here`);
    }
    for (const status of STATUSES[name] ?? []) statusCodes.add(status);
    for (const code of CODES[name] ?? []) codes.add(code);
  }
  return { statusCodes: [...statusCodes], codes: [...codes] };
}

function invalid(where: string, problem = 'not valid'): NexError {
  const known = [...Object.keys(STATUSES), ...Object.keys(CODES)].join(', ');
  return new NexError('config_invalid', `The parameters of the failover are not valid: ${problem}.`, {
    where,
    hint: `Give fallback_providers [{name, llm_config}]; exception types are ${known}.`,
  });
}
