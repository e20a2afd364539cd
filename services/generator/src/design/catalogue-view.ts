/** What a model is shown of the catalogue: names and first sentences, so that prompts stay short. */
import type { ToolPolicy } from '@nex/core';
import type { Catalogue, ToolIndex } from '@nex/mcp';
import { allowedTools } from '../requests/tool-policy.ts';

export interface ServerView {
  server: string;
  domain: string;
  summary: string;
  tools: { name: string; description: string }[];
}

/** Servers with at least one tool that the policy allows. */
export function catalogueView(
  { catalogue, toolIndex }: { catalogue: Catalogue; toolIndex: ToolIndex },
  policy: ToolPolicy,
): ServerView[] {
  const tools = Map.groupBy(allowedTools(toolIndex, policy), (tool) => tool.server);
  return catalogue.entries.flatMap((server) => {
    const own = tools.get(server.name);
    if (!own) return [];
    return [
      {
        server: server.name,
        domain: server.domains.join(', '),
        summary: server.summary,
        tools: own.map(({ tool, definition }) => ({
          name: tool,
          description: firstSentence(definition.description),
        })),
      },
    ];
  });
}

/** The first sentence, at most 160 characters. */
export function firstSentence(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  const end = flat.search(/[.!?](\s|$)/);
  const sentence = end < 0 ? flat : flat.slice(0, end + 1);
  return sentence.length > 160 ? `${sentence.slice(0, 157)}...` : sentence;
}
