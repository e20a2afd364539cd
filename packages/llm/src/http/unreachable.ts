/** The network failed, or the answer broke off: trying again can help. */
import { NexError } from '@nex/core';

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it stopped sending in the middle of the answer',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_CLOSED: 'this process is shutting down',
  UND_ERR_DESTROYED: 'this process is shutting down',
};

export function unreachable(host: string, cause: unknown): NexError {
  const reason = REASONS[codeOf(cause)] ?? 'the connection failed';
  return new NexError('model_unreachable', `The model server ${host} cannot be reached: ${reason}.`, {
    hint: `Check that ${host} is up and that LLM_BASE_URL points to it.`,
    cause,
  });
}

/** The stream ended before the model did. */
export function cutOff(host: string): NexError {
  return new NexError('model_unreachable', `The answer of the model server ${host} broke off.`, {
    hint: `Try again; if it stays, look whether a proxy before ${host} (LLM_BASE_URL) limits the time of a request.`,
  });
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
