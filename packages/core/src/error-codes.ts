/**
 * The closed table of failures. Each code says how it looks to an HTTP caller, to a gRPC caller (numbers of
 * google.rpc.Code), and whether trying again without a change can help.
 */
export interface ErrorCode {
  http: number;
  grpc: number;
  retryable: boolean;
  /** What the code means, for the documentation. */
  meaning: string;
}

const row = (http: number, grpc: number, retryable: boolean, meaning: string): ErrorCode => ({
  http,
  grpc,
  retryable,
  meaning,
});

export const ERROR_CODES = {
  invalid_request: row(400, 3, false, 'The request does not have the form that the operation takes.'),
  unauthenticated: row(401, 16, false, 'No valid API key or token came with the request.'),
  forbidden: row(403, 7, false, 'Who asks may not do this.'),
  not_found: row(404, 5, false, 'Nothing has that id or name.'),
  conflict: row(409, 9, false, 'The thing is in a state that does not allow the operation.'),
  lease_expired: row(410, 9, false, 'The lease is over: what it held is or will be given out again.'),
  too_large: row(413, 3, false, 'The input is larger than the limit that the message names.'),
  rate_limited: row(429, 8, true, 'More requests came than the limit allows; the answer says when to go on.'),
  quota_exceeded: row(429, 8, true, 'The tenant has used up what it may use, or has too much waiting.'),
  sentence_empty: row(400, 3, false, 'The sentence holds no words.'),
  sentence_too_long: row(413, 3, false, 'The sentence is longer than the limit.'),
  config_invalid: row(400, 3, false, 'An agent, tool or framework file breaks its contract.'),
  bundle_invalid: row(400, 3, false, 'The bundle lacks a file or names something that is not there.'),
  build_invalid: row(400, 3, false, 'The build specification cannot be met.'),
  catalogue_invalid: row(500, 13, false, 'A catalogue entry is malformed or its server cannot be started.'),
  tool_unavailable: row(502, 14, true, 'A tool server did not answer.'),
  model_unreachable: row(502, 14, true, 'The model server cannot be reached.'),
  model_rejected: row(502, 9, false, 'The model server refused the request.'),
  context_overflow: row(400, 3, false, 'The conversation is longer than the context of the model.'),
  model_overloaded: row(503, 14, true, 'The model server asks to slow down or fails for now.'),
  model_bad_output: row(502, 9, false, 'The model kept answering in a form that cannot be used.'),
  budget_exhausted: row(409, 8, false, 'The run, build or framework used up what it was given.'),
  cancelled: row(499, 1, false, 'The caller cancelled.'),
  timeout: row(504, 4, true, 'It took longer than the limit.'),
  unavailable: row(503, 14, true, 'A service or store of the platform cannot be reached.'),
  lint_failed: row(422, 9, false, 'The generated framework has errors that could not be repaired.'),
  simulation_failed: row(422, 9, false, 'The generated framework did not do its work when it was tried out.'),
  shortfall: row(422, 9, false, 'Fewer items than asked for could be made.'),
  internal: row(500, 13, false, 'A fault of the platform. The log has more under the trace id.'),
} as const satisfies Record<string, ErrorCode>;

export type Code = keyof typeof ERROR_CODES;

export function isCode(text: string): text is Code {
  return Object.hasOwn(ERROR_CODES, text);
}
