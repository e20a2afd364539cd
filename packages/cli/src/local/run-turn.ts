/** One message to a local agent, with Ctrl-C stopping it. */
import type { LocalConversation, LocalResult } from '@nex/local-agent';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';

/** The first Ctrl-C stops the run; one more while it is stopping leaves the command. `breakLine`: before a note. */
export async function runTurn(
  { interrupts, signal, note }: Context,
  conversation: Pick<LocalConversation, 'run'>,
  input: string,
  breakLine: () => void,
): Promise<LocalResult> {
  const control = new AbortController();
  using _ = interrupts.intercept(() => {
    if (control.signal.aborted) return false;
    control.abort();
    breakLine();
    note('Stopping… (Ctrl-C again leaves)');
    return true;
  });
  return await conversation.run(input, { signal: AbortSignal.any([control.signal, signal]) });
}

export function exitCodeOfRun({ stopReason, failure, missingCalls = 0 }: LocalResult): number {
  if (stopReason === 'cancelled') return EXIT.interrupted;
  return failure || missingCalls > 0 ? EXIT.failure : EXIT.ok;
}
