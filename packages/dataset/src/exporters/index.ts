/** Every exporter. The first writes the default rows of a data set. */
import type { Exporter } from './exporter.ts';
import { openAiChat } from './openai-chat.ts';

export const EXPORTERS = [openAiChat] as const satisfies readonly Exporter[];
export const DEFAULT_EXPORTER: Exporter = openAiChat;

export function exporterNamed(name: string): Exporter | undefined {
  return EXPORTERS.find((exporter) => exporter.name === name);
}
