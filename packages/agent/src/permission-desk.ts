/** Who answers when a tool asks whether it may run. */
import type { JsonObject } from '@nex/core';

export interface PermissionRequest {
  callId: string;
  toolName: string;
  arguments: JsonObject;
  /** For a person. */
  prompt: string;
  /** What an answer "always" would allow. */
  key: string;
}

export type PermissionAnswer =
  /** `always`: every later call with the same key, too. */
  { decision: 'allow'; always?: boolean } | { decision: 'deny'; reason?: string };

export interface PermissionDesk {
  /**
   * The answer, or `undefined` when nobody gave one yet: then the run pauses. May wait: a terminal asks its user. Asked
   * again for the same call when the run resumes.
   */
  answer(request: PermissionRequest, signal: AbortSignal): Promise<PermissionAnswer | undefined>;
}

/** Thrown by a tool that cannot go on before somebody decides: a sub-agent that waits. The call stays open. */
export class Waiting extends Error {
  override readonly name = 'Waiting';
}
