/** The parts of `generateContent` that are read. Servers differ, so nothing is certain to be there. */

export interface WirePart {
  text?: string;
  /** The text is a summary of what the model thought. */
  thought?: boolean;
  thoughtSignature?: string;
  functionCall?: { id?: string; name?: string; args?: unknown };
}

export interface WireChosen {
  token?: string;
  tokenId?: number;
  logProbability?: number;
}

/** One entry of each list per token. */
export interface WireLogprobs {
  chosenCandidates?: WireChosen[];
  topCandidates?: { candidates?: WireChosen[] }[];
}

export interface WireUsage {
  promptTokenCount?: number;
  toolUsePromptTokenCount?: number;
  cachedContentTokenCount?: number;
  candidatesTokenCount?: number;
  thoughtsTokenCount?: number;
}

/** A whole answer, or one part of a streamed one. */
export interface WireReply {
  candidates?: {
    content?: { parts?: WirePart[] };
    finishReason?: string;
    finishMessage?: string;
    logprobsResult?: WireLogprobs;
  }[];
  promptFeedback?: { blockReason?: string };
  usageMetadata?: WireUsage;
  modelVersion?: string;
  error?: { code?: number; message?: string };
}
