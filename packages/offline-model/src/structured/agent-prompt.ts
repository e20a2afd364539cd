/**
 * Task "agent_prompt": the system prompt of one agent in Markdown. It speaks only of
 * the tools and the agents it is given.
 */
import type { JsonObject } from '../schema/json-schema.ts';
import { capital, shorten } from '../text/tokens.ts';
import { objectAt, objectsAt, textAt, textsAt } from './input.ts';

const firstLine = (text: string) => shorten(text.trim().split(/\n/)[0] ?? '', 220);

function skills(agent: JsonObject): string[] {
  return objectsAt(agent, 'meta_skills').flatMap((skill) => [
    `### ${capital(textAt(skill, 'name').replace(/[-_]/g, ' '))}`,
    '',
    textAt(skill, 'description'),
    '',
    ...textsAt(skill, 'actions').map((action) => `- ${action}`),
    '',
  ]);
}

function working(hasTools: boolean, hasAgents: boolean, takesPaths: boolean): string[] {
  const steps = ['Read the whole request and list its parts before doing anything.'];
  if (hasAgents) {
    steps.push(
      'Give each part to the agent whose description fits it; put the goal, the part in the user’s own words and all values it needs into the message.',
    );
    steps.push(
      'Give out independent parts together, and wait with a part that needs an earlier result until that result is there.',
    );
  }
  if (hasTools) {
    steps.push('Use a tool for every value that can be looked up or worked out; never guess one.');
    steps.push(
      'Make independent calls together, dependent calls one after the other, and never repeat a call that was made.',
    );
    steps.push('When a call fails, read the error and try once in a better way; if that fails too, say so.');
  }
  if (takesPaths) steps.push('Files live under `/workspace`; give every path as an absolute path below it.');
  return steps.map((step, at) => `${at + 1}. ${step}`);
}

/** Writes one agent's system prompt. */
export function agentPrompt(input: JsonObject): JsonObject {
  const agent = objectAt(input, 'agent');
  const framework = input.framework;
  const about =
    typeof framework === 'string'
      ? framework
      : textAt(objectAt(input, 'framework'), 'title') ||
        textAt(objectAt(input, 'framework'), 'description') ||
        textAt(objectAt(input, 'framework'), 'name');
  const tools = objectsAt(input, 'tools');
  const helpers = objectsAt(input, 'sub_agents');
  const takesPaths = tools.some((tool) =>
    /allowed directories|file system|\bdirector(?:y|ies)\b/i.test(textAt(tool, 'description')),
  );
  const lines = [
    `# ${capital(textAt(agent, 'name').replace(/[-_]/g, ' '))}`,
    '',
    '## Role',
    '',
    `You are **${textAt(agent, 'name')}**: ${textAt(agent, 'role').replace(/\.$/, '')}.`,
    textAt(agent, 'description'),
    ...(about ? ['', `You are part of this work: ${shorten(about, 300)}`] : []),
    '',
    '## Meta-skills',
    '',
    ...skills(agent),
    '## How you work',
    '',
    ...working(tools.length > 0, helpers.length > 0, takesPaths),
    '',
  ];
  if (tools.length > 0)
    lines.push(
      '## Your tools',
      '',
      ...tools.map((tool) => `- \`${textAt(tool, 'name')}\`: ${firstLine(textAt(tool, 'description'))}`),
      '',
    );
  if (helpers.length > 0) {
    lines.push(
      '## Agents you can call',
      '',
      ...helpers.map(
        (one) =>
          `- **${textAt(one, 'name')}**: call it when a request needs this. ${firstLine(textAt(one, 'description'))}`,
      ),
      '',
    );
  }
  lines.push(
    '## Your answer',
    '',
    '- Answer every part of the request in the order it was asked, one bullet per part.',
    '- Quote the values the results hold, with their units and dates.',
    '- Say plainly what could not be done and why.',
    `- Answer in the language of the request${textAt(input, 'language') ? ` (usually ${textAt(input, 'language') === 'zh' ? 'Chinese' : textAt(input, 'language') === 'en' ? 'English' : textAt(input, 'language')})` : ''}.`,
  );
  return {
    system_prompt: `${lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`,
  };
}
