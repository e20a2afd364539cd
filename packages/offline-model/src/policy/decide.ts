/**
 * The policy: from a conversation and the tools at hand to the next calls or the last answer.
 */

import type { ChatRequest } from '../protocol/chat-request.ts';
import { sampleOf } from '../structured/fallback.ts';
import { plain } from '../text/plain.ts';
import { listed, shorten } from '../text/tokens.ts';
import { callFor } from './choose.ts';
import { readConversation } from './conversation.ts';
import { reasonOf } from './failures.ts';
import { asDeed, finalAnswer } from './final-answer.ts';
import { plan } from './plan.ts';
import { type Call, callKey, type Situation, type Step, type Tool } from './types.ts';
import { answerFromMessages } from './without-tools.ts';
import { zhReason } from './zh/wording.ts';

/** What the model does next. */
export type Decision = { text: string; calls: Call[] };

function toolsOf(request: ChatRequest): Tool[] {
  const all = (request.tools ?? []).map(({ function: one }) => ({
    name: one.name,
    description: one.description ?? '',
    parameters: one.parameters ?? { type: 'object' },
  }));
  const choice = request.tool_choice;
  if (choice === 'none') return [];
  if (choice && typeof choice === 'object') return all.filter(({ name }) => name === choice.function.name);
  return all;
}

/** The sentence that says why calls are made. */
function reason(steps: readonly Step[], situation: Situation): string {
  const { requests } = situation.task;
  const failed = situation.outcomes.at(-1);
  const chinese = [...new Set(steps.flatMap((step) => step.requests))].flatMap(
    (index) => requests[index]?.zh ?? [],
  );
  if (chinese.length > 0) {
    const state = failed?.failed ? 'again' : failed ? 'next' : 'first';
    return zhReason(chinese, state, failed ? shorten(reasonOf(failed.text), 120) : '');
  }
  const deeds = (step: Step) =>
    step.requests.map((index) => asDeed(shorten(requests[index]?.text ?? '', 110)));
  const parts = steps.flatMap((step) => {
    if (step.role === 'delegation')
      return [`ask ${plain(Object.values(step.call.arguments)[0])} to ${listed(deeds(step))}`];
    const deed = listed(deeds(step));
    return [step.role === 'helper' ? `look up what is needed to ${deed}` : deed];
  });
  const text = parts.length > 1 ? parts.join('; ') : (parts[0] ?? '');
  if (failed?.failed)
    return `That call did not work (${shorten(reasonOf(failed.text), 120)}), so I will try another way to ${text.replace(/^look up what is needed to /, '')}.`;
  if (situation.outcomes.length > 0) return `With those results in hand, the next step is to ${text}.`;
  return `To help with this I need to ${text}.`;
}

/** A call where the caller demands one although the requests want none. */
function demanded(situation: Situation, seed: number): Call | undefined {
  const made = new Set(situation.outcomes.map(({ call }) => callKey(call)));
  const request = situation.task.requests[0];
  for (const tool of situation.tools) {
    const filled = request ? callFor(tool, request, request.concepts[0], situation) : undefined;
    if (filled && filled.missing.length === 0 && !made.has(callKey(filled.call))) return filled.call;
  }
  const tool = situation.tools[0];
  if (!tool) return undefined;
  const sample = sampleOf(tool.parameters, situation.task.text, seed);
  return {
    tool: tool.name,
    arguments: typeof sample === 'object' && sample && !Array.isArray(sample) ? sample : {},
  };
}

/** Decides what to do next. */
export function decide(request: ChatRequest, seed: number): Decision {
  const tools = toolsOf(request);
  const choice = request.tool_choice;
  if (tools.length === 0) {
    const withheld = (request.tools ?? []).length > 0;
    if (!withheld) return { text: answerFromMessages(request.messages), calls: [] };
    const all = toolsOf({ ...request, tool_choice: 'auto' });
    const situation = readConversation(request.messages, all);
    if (situation.outcomes.length === 0) return { text: answerFromMessages(request.messages), calls: [] };
    return { text: finalAnswer(situation, plan(situation).standings, seed), calls: [] };
  }
  const situation = readConversation(request.messages, tools);
  const { steps, standings } = plan(situation);
  const now = request.parallel_tool_calls === false ? steps.slice(0, 1) : steps;
  if (now.length > 0) return { text: reason(now, situation), calls: now.map(({ call }) => call) };
  const forced = choice === 'required' || (typeof choice === 'object' && choice !== null);
  const call = forced ? demanded(situation, seed) : undefined;
  if (call) return { text: '', calls: [call] };
  return { text: finalAnswer(situation, standings, seed), calls: [] };
}
