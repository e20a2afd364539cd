import { NexError } from '@nex/core';
import * as z from 'zod';
import { clip } from '../check.ts';
import { rootOf } from '../root.ts';
import type { Judged, Subject, VerifierSpec } from './verifier-kind.ts';

const MAX_EVIDENCE = 20;
const MAX_NOTE_CHARS = 240;

/** What a script may print as its last line. */
const Said = z.object({
  reward: z.number().min(0).max(1),
  evidence: z.array(z.string()).default([]),
});

/** The user's own program, in the sandbox, over the run's files. One that breaks has not judged. */
export const script: VerifierSpec<'script'> = {
  version: 1,
  async verify({ language, code, timeoutMs }, subject, { runScript, signal }) {
    if (!runScript) {
      throw new NexError('config_invalid', 'There is no sandbox for scripts of verifiers.', {
        where: 'script',
      });
    }
    const files = filesOf(subject);
    const result = await runScript({ language, code, timeoutMs, files, signal });
    const said = lastLine(result.stdout);
    if (result.exitCode === 0 && said) return said;
    if (result.limit === undefined && (result.exitCode === 0 || result.exitCode === 1)) {
      const held = result.exitCode === 0;
      const note = clip(result.stdout.trim() || `exit code ${result.exitCode}`, MAX_NOTE_CHARS);
      return { reward: held ? 1 : 0, evidence: [{ held, note }] };
    }
    const why =
      result.limit === undefined
        ? `it ended with exit code ${result.exitCode ?? 'none'}`
        : `it ran into its limit of ${result.limit}`;
    throw new NexError('tool_unavailable', `The script of the verifier broke: ${why}.`, {
      where: 'script',
      hint: clip(result.stderr.trim().split('\n').at(-1) ?? '', MAX_NOTE_CHARS),
    });
  },
};

/** Task, answer, trajectory, and the state of each server that was kept. */
function filesOf({
  query,
  trajectory,
  initialState,
  groundTruth,
}: Subject): Map<string, string | Uint8Array> {
  const { response } = rootOf(trajectory);
  const files = new Map<string, string | Uint8Array>([
    ['task.json', JSON.stringify({ query, initialState: initialState ?? {}, groundTruth })],
    ['answer.txt', response],
    ['trajectory.json', JSON.stringify(trajectory)],
  ]);
  for (const [server, state] of Object.entries(trajectory.finalState ?? {})) {
    for (const [path, text] of Object.entries(state.files)) files.set(`state/${server}/${path}`, text);
    for (const [path, base64] of Object.entries(state.binary)) {
      files.set(
        `state/${server}/${path}`,
        Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)),
      );
    }
  }
  return files;
}

function lastLine(stdout: string): Judged | undefined {
  try {
    const said = Said.safeParse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
    if (!said.success) return undefined;
    const { reward, evidence } = said.data;
    const notes = evidence.slice(0, MAX_EVIDENCE).map((note) => clip(note, MAX_NOTE_CHARS));
    return { reward, evidence: notes.map((note) => ({ held: reward === 1, note })) };
  } catch {
    return undefined;
  }
}
