/** Asks in the terminal whether a tool may run. No answer is a no. */
import type { LocalDesk } from '@nex/local-agent';
import type { Context } from '../context.ts';
import type { LineReader } from './line-reader.ts';

const TRIES = 3;
const CHOICES = [
  { keys: ['y', 'yes', 'once', 'allow'], answer: { decision: 'allow' } },
  { keys: ['a', 'always'], answer: { decision: 'allow', always: true } },
  { keys: ['n', 'no', 'deny'], answer: { decision: 'deny', reason: 'The user said no.' } },
] as const;

/** `before`: brings the terminal to the start of a line. */
export function terminalDesk(context: Context, reader: () => LineReader, before: () => void): LocalDesk {
  return {
    async answer({ prompt, key, toolName }, signal, { agent, depth }) {
      before();
      const who = depth === 0 ? toolName : `${toolName} of ${agent}`;
      context.output.err(`\n${who} needs your permission.\n${indented(prompt)}\n`);
      for (let tries = 0; tries < TRIES; tries += 1) {
        const line = await reader().ask(`[y] once  [a] always (${key})  [n] no: `, signal);
        if (line === undefined) break;
        const word = line.trim().toLowerCase();
        const choice = CHOICES.find(({ keys }) => keys.some((one) => one === word));
        if (choice) return choice.answer;
      }
      return { decision: 'deny', reason: signal.aborted ? 'The run was stopped.' : 'Nobody answered.' };
    },
  };
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
