/** An error answer of a model server as a NexError: who must act, and whether waiting helps. */
import { type Code, isJsonObject, type Json, NexError } from '@nex/core';
import { retryAfterMs, retryDelayMs } from './retry-after.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface ErrorResponse {
  status: number;
  headers: Headers;
  text: string;
  host: string;
  /** Is cut out of the message, should the server repeat it. */
  apiKey: string | undefined;
  /** What the server is meant to speak. Default `an OpenAI-compatible API`. */
  api?: string;
}

const MESSAGE_LENGTH = 300;
const OVERLOADED = new Set([408, 409, 425, 429]);
/** Sent with status 429, though no waiting helps. */
const NO_CREDIT = /insufficient_quota|billing|exceeded_current_quota/;

/** The words by which servers say that a request does not fit into the model's context. */
const CONTEXT_OVERFLOW = new RegExp(
  [
    'context_length_exceeded',
    'maximum context length',
    "model's context length",
    'context window',
    'context size has been exceeded',
    'exceeds? the (available )?context',
    'prompt is too long',
    'input is too long',
    'input length and `?max_tokens`? exceed',
    'exceeds the maximum number of tokens',
    'input token count',
    'longer than the model',
    'exceeds? the maximum (allowed )?(input )?(token|sequence) (length|limit)',
    'reduce the length of the (messages|prompt|input)',
    'range of input length should be',
    'tokens? exceed(s|ed)? the (model|max)',
    'too many (input )?tokens in',
  ].join('|'),
  'i',
);

export function errorFromResponse(response: ErrorResponse, nowMs = Date.now()): NexError {
  const { status, host, api = 'an OpenAI-compatible API' } = response;
  const body = parse(response.text);
  const said = describe(response, body);
  const message = `The model server ${host} answered ${status}${said === '' ? '.' : `: ${said}`}`;
  const asked = retryAfterMs(response.headers, nowMs) ?? retryDelayMs(body);
  const code = codeOf(response, asked);
  const wait = code === 'model_overloaded' ? asked : undefined;
  return new NexError(code, message, {
    hint: hintFor(response, code, api),
    upstreamStatus: status,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** Google words every quota alike: one that says when to come back is a limit of pace, not of money. */
function codeOf({ status, text }: ErrorResponse, retryMs: number | undefined): Code {
  if (status === 429 && retryMs === undefined && NO_CREDIT.test(text)) return 'model_rejected';
  if (isOverflow(status, text)) return 'context_overflow';
  return status >= 500 || OVERLOADED.has(status) ? 'model_overloaded' : 'model_rejected';
}

/** A rate limit counts tokens, too, so 429 never is one. Some servers fail with 500 where others refuse with 400. */
function isOverflow(status: number, text: string): boolean {
  return (
    (status === 400 || status === 413 || status === 422 || status === 500) && CONTEXT_OVERFLOW.test(text)
  );
}

function hintFor({ status, text }: ErrorResponse, code: Code, api: string): string {
  if (code === 'context_overflow')
    return 'Shorten the conversation, lower max_tokens or max_context_tokens, or take a model with a larger context.';
  if (code === 'model_overloaded') return 'Try again later, or lower the number of concurrent runs.';
  if (status === 401 || status === 403 || text.includes('API_KEY_INVALID'))
    return 'Check LLM_API_KEY and that it may use this model.';
  if (status === 404) return `Check LLM_MODEL and that LLM_BASE_URL is the address of ${api}.`;
  if (status === 402 || status === 429) return 'The account of this key has no credit left.';
  if (status >= 300 && status < 400) return 'Set LLM_BASE_URL to the address that the server redirects to.';
  return 'The server does not accept this request: check the model, its context length and the extra parameters.';
}

function describe({ text, apiKey }: ErrorResponse, body: Json | undefined): string {
  const said = body !== undefined ? messageOf(body) : text.trimStart().startsWith('<') ? '' : text;
  const safe = redact(said, apiKey).replaceAll(/\s+/g, ' ').trim();
  return safe.length <= MESSAGE_LENGTH ? safe : `${safe.slice(0, MESSAGE_LENGTH)}…`;
}

/** `{error: {message}}`, `{error: "…"}`, `{message}`, `{detail}`: the forms in use. */
function messageOf(body: Json): string {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) return body[0] === undefined ? '' : messageOf(body[0]);
  if (!isJsonObject(body)) return '';
  const inner = body.error ?? body.message ?? body.detail ?? body.msg;
  return inner === undefined ? '' : messageOf(inner);
}

function redact(text: string, apiKey: string | undefined): string {
  const known = apiKey && apiKey.length >= 4 ? text.replaceAll(apiKey, '***') : text;
  return known
    .replaceAll(/\b(sk|key|pk)[-_][A-Za-z0-9_*-]{6,}/g, '***')
    .replaceAll(/\bAIza[\w-]{10,}/g, '***')
    .replaceAll(/([?&]key=)[^&\s"']+/g, '$1***')
    .replaceAll(/(Bearer\s+)\S+/gi, '$1***');
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
