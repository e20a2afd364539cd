/** The build is to wait for somebody: whoever is at it lets what is under way end, and begins nothing more. */
import type { PauseReason } from '@nex/core';

export class BuildPaused extends Error {
  override readonly name = 'BuildPaused';
  readonly reason: PauseReason;

  constructor(reason: PauseReason) {
    super(`The build pauses: ${reason}.`);
    this.reason = reason;
  }
}
