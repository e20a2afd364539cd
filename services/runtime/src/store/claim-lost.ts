/** Another worker has taken the tree of runs up: this one must stop at once and change nothing more. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
  constructor(rootRunId: string) {
    super(`Another worker has taken up ${rootRunId}.`);
  }
}
