/** Errors across gRPC: the platform's code, place and hint go as metadata beside the standard status. */

import * as grpc from '@grpc/grpc-js';
import { ERROR_CODES, isCode, NexError, toNexError } from '@nex/core';

const CODE = 'nex-code';
const WHERE = 'nex-where-bin';
const HINT = 'nex-hint-bin';

export function toStatus(thrown: unknown): Pick<grpc.StatusObject, 'code' | 'details' | 'metadata'> {
  const error = toNexError(thrown);
  const metadata = new grpc.Metadata();
  metadata.set(CODE, error.code);
  if (error.where !== undefined) metadata.set(WHERE, Buffer.from(error.where));
  if (error.hint !== undefined) metadata.set(HINT, Buffer.from(error.hint));
  return { code: ERROR_CODES[error.code].grpc, details: error.message, metadata };
}

/** @param given The caller's signal: a call that ends as cancelled without it was ended by a service that goes away. */
export function fromStatus(thrown: unknown, address: string, given?: AbortSignal): NexError {
  if (thrown instanceof NexError) return thrown;
  if (!isServiceError(thrown)) return toNexError(thrown);
  const code = thrown.metadata?.get(CODE)[0];
  if (typeof code === 'string' && isCode(code)) {
    const where = thrown.metadata.get(WHERE)[0];
    const hint = thrown.metadata.get(HINT)[0];
    return new NexError(code, thrown.details, {
      ...(where ? { where: where.toString() } : {}),
      ...(hint ? { hint: hint.toString() } : {}),
    });
  }
  const isCancelled = thrown.code === grpc.status.CANCELLED;
  if (isCancelled && given?.aborted) return new NexError('cancelled', 'The call was cancelled.');
  if (thrown.code === grpc.status.DEADLINE_EXCEEDED)
    return new NexError('timeout', 'The service did not answer in time.');
  if (isCancelled || thrown.code === grpc.status.UNAVAILABLE) {
    return new NexError('unavailable', `The service at ${address} cannot be reached.`, {
      hint: 'Check that it runs: nex status.',
      cause: thrown,
    });
  }
  return new NexError('internal', 'The call failed.', { cause: thrown });
}

function isServiceError(thrown: unknown): thrown is grpc.ServiceError {
  return thrown instanceof Error && 'code' in thrown && 'metadata' in thrown;
}
