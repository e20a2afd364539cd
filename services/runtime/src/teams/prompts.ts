/** What agents of a team are told about it, at the end of their system prompts. */
import { type AgentSpec, LEADER, type PromptPart } from '@nex/core';

export function leaderPrompt(roles: readonly { role: string; description: string }[]): PromptPart {
  const lines = roles.map(
    ({ role, description }) => `- ${role}${description === '' ? '' : `: ${description}`}`,
  );
  return part(`You lead a team. Your agent id is ${LEADER}. Roles of which you can spawn teammates:
${lines.join('\n')}
A teammate is idle until a message reaches it, sees nothing of your conversation, and answers with messages, which come to you as "[Team Message from <agent id>]: …". When you have nothing to do while others work, say so in a short text: you go on when the next message comes. All agents share the workspace. Keep the work on the task board. When everything is done, call finish_team with the answer of the team; a text does not end it.`);
}

export function teammatePrompt(agentId: string): PromptPart {
  return part(
    `You are ${agentId}, a teammate in a team that ${LEADER} leads. Messages come to you as "[Team Message from <agent id>]: …". Nobody sees what you write as text: report to ${LEADER}, and ask others, with the tool message. Claim a task of the board before you work on it, write what comes of it to its deliverable, and complete it with update_task_status. All agents share the workspace. When you have nothing left to do, end with a short text: the next message makes you go on.`,
  );
}

export function withPrompt(agent: AgentSpec, prompt: PromptPart): AgentSpec {
  return { ...agent, systemPrompt: [...agent.systemPrompt, prompt] };
}

function part(text: string): PromptPart {
  return { text, cache: false };
}
