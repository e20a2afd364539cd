/** The syntax tree of a prompt template. Nunjucks only parses; no template is ever compiled to code. */
import { NexError } from '@nex/core';
import nunjucks from 'nunjucks';

/** A node of nunjucks' tree; the further fields depend on `typename`. */
export interface TemplateNode {
  readonly typename: string;
  readonly lineno: number;
  readonly [field: string]: unknown;
}

interface NunjucksParser {
  parse(
    source: string,
    extensions: unknown[],
    options: { trimBlocks: boolean; lstripBlocks: boolean },
  ): TemplateNode;
}

/** Blocks are trimmed; one line break at the end of the text is dropped, as Jinja does. */
export function parseTemplate(text: string, where: string): TemplateNode {
  // The parser is part of nunjucks' public object and absent from its type declarations.
  const { parser } = nunjucks as unknown as { parser: NunjucksParser };
  try {
    return parser.parse(text.replace(/\r?\n$/, ''), [], { trimBlocks: true, lstripBlocks: true });
  } catch (thrown) {
    throw new NexError('config_invalid', 'The prompt is not a valid template.', {
      where,
      hint: 'Close every {{ and {%; wrap literal braces in {% raw %} … {% endraw %}.',
      cause: thrown,
    });
  }
}

export function isNode(value: unknown): value is TemplateNode {
  return typeof value === 'object' && value !== null && 'typename' in value;
}
