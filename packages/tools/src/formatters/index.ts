/** The table of formatters. A new one is a file, a line here, and a name in core's list. */
import type { FormatterName } from '@nex/core';
import { formatAgent } from './agent.ts';
import type { Formatter } from './formatter.ts';
import { formatMarkdown } from './markdown.ts';
import { formatShell } from './shell.ts';
import { formatXml } from './xml.ts';

export const FORMATTER_TABLE: Readonly<Record<FormatterName, Formatter>> = {
  markdown: formatMarkdown,
  xml: formatXml,
  shell: formatShell,
  agent: formatAgent,
};
