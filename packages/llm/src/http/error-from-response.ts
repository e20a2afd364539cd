/** An error answer of a model server as a NexError: who must act, and whether waiting helps. */
import { type Code, isJsonObject, type Json, NexError, parseJsonObject } from '@nex/core';
import { retryAfterMs } from './retry-after.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface ErrorResponse {
  status: number;
  headers: Headers;
  text: string;
  host: string;
  /** Is cut out of the message, should the server repeat it. */
  apiKey: string | undefined;
}

const MESSAGE_LENGTH = 300;
const OVERLOADED = new Set([408, 409, 425, 429]);
/** Sent with status 429, though no waiting helps. */
const NO_CREDIT = /insufficient_quota|billing|exceeded_current_quota/;

export function errorFromResponse(response: ErrorResponse, nowMs = Date.now()): NexError {
  const { status, host } = response;
  const said = describe(response);
  const message = `The model server ${host} answered ${status}${said === '' ? '.' : `: ${said}`}`;
  const code = codeOf(response);
  const wait = code === 'model_overloaded' ? retryAfterMs(response.headers, nowMs) : undefined;
  return new NexError(code, message, {
    hint: hintFor(status, code),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

function codeOf({ status, text }: ErrorResponse): Code {
  if (status === 429 && NO_CREDIT.test(text)) return 'model_rejected';
  return status >= 500 || OVERLOADED.has(status) ? 'model_overloaded' : 'model_rejected';
}

function hintFor(status: number, code: Code): string {
  if (code === 'model_overloaded') return 'Try again later, or lower the number of concurrent runs.';
  if (status === 401 || status === 403) return 'Check LLM_API_KEY and that it may use this model.';
  if (status === 404)
    return 'Check LLM_MODEL and that LLM_BASE_URL is the address of an OpenAI-compatible API.';
  if (status === 402 || status === 429) return 'The account of this key has no credit left.';
  if (status >= 300 && status < 400) return 'Set LLM_BASE_URL to the address that the server redirects to.';
  return 'The server does not accept this request: check the model, its context length and the extra parameters.';
}

function describe({ text, apiKey }: ErrorResponse): string {
  const body = parseJsonObject(text);
  const said = body ? messageOf(body) : text.trimStart().startsWith('<') ? '' : text;
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
    .replaceAll(/(Bearer\s+)\S+/gi, '$1***');
}
