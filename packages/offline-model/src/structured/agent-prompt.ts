/**
 * Task "agent_prompt": the system prompt of one agent in Markdown, in English or Chinese. It speaks only of the tools
 * and the agents it is given.
 */
import type { JsonObject } from '../schema/json-schema.ts';
import { objectAt, objectsAt, textAt } from './input.ts';
import { promptEn } from './prompts/prompt-en.ts';
import type { PromptParts } from './prompts/prompt-parts.ts';
import { promptZh } from './prompts/prompt-zh.ts';

/** Writes one agent's system prompt. */
export function agentPrompt(input: JsonObject): JsonObject {
  const agent = objectAt(input, 'agent');
  const framework = objectAt(input, 'framework');
  const tools = objectsAt(input, 'tools');
  const parts: PromptParts = {
    name: textAt(agent, 'name'),
    agent,
    about: textAt(framework, 'title') || textAt(framework, 'description') || textAt(input, 'framework'),
    tools,
    helpers: objectsAt(input, 'sub_agents'),
    takesPaths: tools.some((tool) =>
      /allowed directories|file system|\bdirector(?:y|ies)\b/i.test(textAt(tool, 'description')),
    ),
  };
  const lines = textAt(input, 'language') === 'zh' ? promptZh(parts) : promptEn(parts);
  return {
    system_prompt: `${lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`,
  };
}
