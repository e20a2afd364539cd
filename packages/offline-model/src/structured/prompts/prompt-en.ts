/**
 * A system prompt in English.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { capital, shorten } from '../../text/tokens.ts';
import { objectsAt, textAt, textsAt } from '../input.ts';
import { doerOf, fieldLines, type PromptParts } from './prompt-parts.ts';

const firstLine = (text: string) => shorten(text.trim().split(/\n/)[0] ?? '', 220);

function skills(agent: JsonObject): string[] {
  return objectsAt(agent, 'meta_skills').flatMap((skill) => [
    `### ${capital(textAt(skill, 'name').replace(/[-_]/g, ' '))}`,
    '',
    textAt(skill, 'description'),
    '',
    ...objectsAt(skill, 'actions').map((action) => `- ${textAt(action, 'does')} → \`${doerOf(action)}\``),
    '',
  ]);
}

function working({ tools, helpers, takesPaths }: PromptParts): string[] {
  const steps = ['Read the whole request and list its parts before doing anything.'];
  if (helpers.length > 0) {
    steps.push(
      'Give each part to the agent whose description fits it; put the goal, the part in the user’s own words and all values it needs into the message.',
      'Give out independent parts together, and wait with a part that needs an earlier result until that result is there.',
    );
  }
  if (tools.length > 0) {
    steps.push(
      'Use a tool for every value that can be looked up or worked out; never guess one.',
      'Make independent calls together, dependent calls one after the other, and never repeat a call that was made.',
      'When a call fails, read the error and try once in a better way; if that fails too, say so.',
    );
  }
  if (takesPaths) steps.push('Files live under `/workspace`; give every path as an absolute path below it.');
  return steps.map((step, at) => `${at + 1}. ${step}`);
}

/** The lines of a prompt. */
export function promptEn(parts: PromptParts): string[] {
  const { name, agent, about, tools, helpers } = parts;
  const takes = objectsAt(agent, 'takes');
  const lines = [
    `# ${capital(name.replace(/[-_]/g, ' '))}`,
    '',
    '## Role',
    '',
    `You are **${name}**: ${textAt(agent, 'role').replace(/\.$/, '')}.`,
    textAt(agent, 'description'),
    ...(about ? ['', `You are part of this work: ${shorten(about, 300)}`] : []),
    '',
    '## Meta-skills',
    '',
    ...skills(agent),
    ...(takes.length > 0 ? ['## What you are handed', '', ...fieldLines(takes, ': '), ''] : []),
    '## How you work',
    '',
    ...working(parts),
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
    lines.push('## Agents you can call', '');
    for (const one of helpers) {
      const needs = objectsAt(one, 'takes').map((field) => textAt(field, 'name'));
      lines.push(
        `- **${textAt(one, 'name')}**: call it when a request needs this. ${firstLine(textAt(one, 'description'))}${
          needs.length > 0 ? ` It takes: ${needs.join(', ')}.` : ''
        }`,
      );
    }
    lines.push('');
  }
  const never = textsAt(agent, 'forbidden');
  if (never.length > 0) lines.push('## Never', '', ...never.map((one) => `- ${one}`), '');
  lines.push(
    '## Your answer',
    '',
    '- Answer every part of the request in the order it was asked, one bullet per part.',
    '- Quote the values the results hold, with their units and dates.',
    '- Say plainly what could not be done and why.',
    '- Answer in the language of the request (usually English).',
  );
  return lines;
}
