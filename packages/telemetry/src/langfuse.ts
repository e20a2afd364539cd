/**
 * Langfuse by OTLP over HTTP: its address, its login, and its names for what spans say. Names: Langfuse's property
 * mapping for OpenTelemetry; `gen_ai.*` attributes of models and usage it reads as they are.
 */
import type { Attributes } from '@opentelemetry/api';
import { GEN_AI } from './gen-ai.ts';

export interface LangfuseOptions {
  /** Base URL: `https://cloud.langfuse.com`. */
  host: string;
  publicKey: string;
  secretKey: string;
}

export function langfuseEndpoint({ host, publicKey, secretKey }: LangfuseOptions) {
  const login = Buffer.from(`${publicKey}:${secretKey}`).toString('base64');
  return {
    url: `${host.replace(/\/+$/, '')}/api/public/otel/v1/traces`,
    headers: { authorization: `Basic ${login}` },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  chat: 'generation',
  invoke_agent: 'agent',
  execute_tool: 'tool',
};

/** The attributes of a span with what Langfuse reads beside them. */
export function langfuseAttributes(attributes: Attributes, startedAtMs: number): Attributes {
  const type = TYPES[String(attributes[GEN_AI.operation])] ?? 'span';
  const agent = attributes[GEN_AI.agentName];
  const wait = attributes[GEN_AI.timeToFirstChunk];
  const firstAt = typeof wait === 'number' ? new Date(startedAtMs + wait * 1000).toISOString() : undefined;
  const more: Attributes = {
    'langfuse.observation.type': type,
    'session.id': attributes[GEN_AI.conversation],
    'langfuse.trace.tags': typeof agent === 'string' ? [`agent:${agent}`] : undefined,
    'langfuse.observation.input': attributes[GEN_AI.inputMessages] ?? attributes[GEN_AI.toolArguments],
    'langfuse.observation.output': attributes[GEN_AI.outputMessages] ?? attributes[GEN_AI.toolResult],
    'langfuse.observation.completion_start_time': firstAt,
  };
  const known = Object.entries(more).filter(([, value]) => value !== undefined);
  return { ...attributes, ...Object.fromEntries(known) };
}
