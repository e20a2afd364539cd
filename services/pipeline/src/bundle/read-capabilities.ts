/** `capabilities.json`: what the framework's tools can do, as the generator wrote it down. */
import * as z from 'zod';

const CapabilityFile = z.object({
  capabilities: z.array(z.object({ server: z.string(), tool: z.string(), description: z.string() })),
});
export type Capability = z.infer<typeof CapabilityFile>['capabilities'][number];

/** Without a readable file the list is empty and a warning says so: queries are then made from the description. */
export function readCapabilities(content: string | undefined): {
  capabilities: Capability[];
  warnings: string[];
} {
  if (content === undefined) return absent('The bundle has no capabilities.json.');
  try {
    const parsed = CapabilityFile.safeParse(JSON.parse(content));
    return parsed.success
      ? { capabilities: parsed.data.capabilities, warnings: [] }
      : absent('capabilities.json breaks its form.');
  } catch {
    return absent('capabilities.json is not JSON.');
  }
}

function absent(warning: string) {
  return { capabilities: [], warnings: [warning] };
}

/** First sentence of each description, each once, in order. A tool's own name is left out with what names it. */
export function describeCapabilities(capabilities: readonly Capability[]): string[] {
  const names = new Set(capabilities.map(({ tool }) => tool).filter((name) => /[_-]/.test(name)));
  const sentences = capabilities
    .map(({ description }) => firstSentence(description))
    .filter((sentence) => sentence !== '' && ![...names].some((name) => sentence.includes(name)));
  return [...new Set(sentences)];
}

const MAX_SENTENCE = 300;

function firstSentence(text: string): string {
  const line = text.trim().replaceAll(/\s+/gu, ' ');
  const end = /(?<=[.!?])\s|(?<=[。！？])/u.exec(line);
  return (end ? line.slice(0, end.index) : line).slice(0, MAX_SENTENCE).toWellFormed();
}
