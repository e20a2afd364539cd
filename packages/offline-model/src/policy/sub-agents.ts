/**
 * A tool that hands work on is known by its form: one parameter is an enum whose values
 * the description explains, another takes the message. Nothing depends on its name.
 */
import type { Tool } from './types.ts';
import { withEnglish } from './zh-works.ts';

/** One agent work can be handed to. */
export type SubAgent = { tool: Tool; name: string; description: string; chooser: string; message: string };

const MESSAGE = /^(?:message|task|prompt|input|instructions?|request)$/i;

function explained(description: string, name: string): string | undefined {
  const plain = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const line = new RegExp(
    `^\\s*(?:[-*•]|\\d+[.)])?\\s*[*_\`]{0,3}${plain}[*_\`]{0,3}\\s*[*_]*\\s*[:—–-]+\\s*[*_]*\\s*(.+(?:\\n[ \\t]{2,}\\S.*)*)`,
    'im',
  );
  return line.exec(description)?.[1]?.trim();
}

/** The agents a tool can hand work to; none when it is an ordinary tool. */
export function subAgentsOf(tool: Tool): SubAgent[] {
  const properties = tool.parameters.properties ?? {};
  const message = Object.keys(properties).find((name) => MESSAGE.test(name));
  if (!message) return [];
  const chooser = Object.entries(properties).find(
    ([name, schema]) => name !== message && (schema.enum ?? []).some((one) => typeof one === 'string'),
  );
  if (!chooser) return [];
  const texts = `${tool.description}\n${chooser[1].description ?? ''}`;
  const names = (chooser[1].enum ?? []).filter((one): one is string => typeof one === 'string');
  const found = names.map((name) => ({
    tool,
    name,
    description: explained(texts, name),
    chooser: chooser[0],
    message,
  }));
  const isHandingOn =
    /agent|delegat|assistant/i.test(`${tool.name} ${chooser[0]}`) ||
    found.every(({ description }) => description);
  return isHandingOn ? found.map((one) => ({ ...one, description: withEnglish(one.description ?? '') })) : [];
}
