/** The parts of the Responses API that are read. Servers differ, so nothing is certain to be there. */
import type { WireLogprob } from '../openai-logprobs.ts';

export interface WirePart {
  type?: string;
  text?: string;
  refusal?: string;
  logprobs?: WireLogprob[] | null;
}

export interface WireItem {
  type?: string;
  id?: string;
  /** Of a message, and of reasoning that is not summarized. */
  content?: WirePart[] | null;
  /** Of reasoning. */
  summary?: WirePart[] | null;
  encrypted_content?: string | null;
  call_id?: string;
  name?: string;
  arguments?: string;
}

export interface WireUsage {
  input_tokens?: number | null;
  output_tokens?: number | null;
  input_tokens_details?: { cached_tokens?: number | null } | null;
  output_tokens_details?: { reasoning_tokens?: number | null } | null;
}

export interface WireResponse {
  object?: string;
  model?: string | null;
  status?: string | null;
  output?: WireItem[] | null;
  usage?: WireUsage | null;
  incomplete_details?: { reason?: string | null } | null;
  error?: WireError | null;
}

export interface WireError {
  type?: string | null;
  code?: string | null;
  message?: string | null;
}

export interface WireEvent extends WireError {
  type?: string;
  response?: WireResponse | null;
  output_index?: number;
  content_index?: number;
  summary_index?: number;
  item?: WireItem | null;
  delta?: string;
  /** Of the delta. */
  logprobs?: WireLogprob[] | null;
  error?: WireError | null;
}
