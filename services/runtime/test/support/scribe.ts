/** The agent of crash tests, over `noteBundle`: what the model says to it, and what its runs hold. */
import type { Message, Trajectory } from '@nex/core';
import { type Answer, type Asked, answersIn, systemText } from './model-server.ts';

/** scribe: note, look, helper (which looks), answer. @param message What the helper is told. */
export function scribeAnswer(asked: Asked, message: string): Answer {
  const turn = answersIn(asked);
  if (systemText(asked).includes('helper')) {
    return turn === 0
      ? { calls: [{ name: 'mcp__notes__look', args: { text: 'below' } }] }
      : { text: 'helped' };
  }
  const steps: Answer[] = [
    { text: 'First.', calls: [{ name: 'mcp__notes__note', args: { text: 'one' } }] },
    { calls: [{ name: 'mcp__notes__look', args: { text: 'two' } }] },
    { calls: [{ name: 'Agent', args: { sub_agent_name: 'helper', message } }] },
    { text: 'All done.' },
  ];
  return steps[turn] ?? { text: 'Too far.' };
}

/** Executions of tools and model answers of a run that nothing happened to. */
export const SCRIBE_EXECUTIONS = ['note one', 'look two', 'look below'];
export const SCRIBE_ANSWERS = 6;

/** Messages of each run; ids of runs, which are new in every life, and the input are left out. */
export function conversations({ runs }: Trajectory, input: string): Message[][] {
  const text = JSON.stringify(runs.map((run) => run.messages));
  return JSON.parse(text.replaceAll(/run_[0-9a-z]{26}/g, 'run').replaceAll(input, 'point')) as Message[][];
}
