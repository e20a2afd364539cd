/** NexAU's own XML. */
import { dialectFamily } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';

export const nexauXml = textExporter(
  dialectFamily({
    dialect: 'nexau-xml',
    version: 1,
    resultRole: 'user',
    describesByText: true,
    results: {
      head: 'Tool execution results:\n',
      open: /<tool_result>\n<tool_name>(?<name>[^\n<]*)<\/tool_name>\n<(?:result|(?<error>error))>/y,
      close: (error) => `</${error ? 'error' : 'result'}>\n</tool_result>`,
      separator: '\n\n',
      isNamed: true,
      marksErrors: true,
    },
  }),
);
