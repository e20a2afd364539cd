/** The parts of the Messages API that are read. Servers differ, so nothing is certain to be there. */

export interface WireBlock {
  type?: string;
  text?: string;
  thinking?: string;
  signature?: string;
  /** Of `redacted_thinking`. */
  data?: string;
  id?: string;
  name?: string;
  input?: unknown;
}

export interface WireUsage {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
}

export interface WireMessage {
  model?: string | null;
  content?: WireBlock[] | null;
  stop_reason?: string | null;
  usage?: WireUsage | null;
  error?: WireError | null;
}

export interface WireError {
  type?: string;
  message?: string;
}

export interface WireEvent {
  type?: string;
  message?: WireMessage;
  index?: number;
  content_block?: WireBlock;
  delta?: {
    type?: string;
    text?: string;
    partial_json?: string;
    thinking?: string;
    signature?: string;
    stop_reason?: string | null;
  };
  usage?: WireUsage | null;
  error?: WireError | null;
}
