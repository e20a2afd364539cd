/**
 * gpt-oss: the harmony format. An answer is a list of messages, each with a header that says its channel and, for a
 * call, the tool.
 *
 *     <|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>commentary to=functions.NAME <|constrain|>json<|message|>{…}<|call|>
 *
 * `analysis` is reasoning; `commentary` without a recipient and `final` are what the user sees.
 */
import type { Dialect, DialectCall } from '../../dialect.ts';
import { joined } from '../../joined.ts';
import { hideMarkers } from '../../json/hide-markers.ts';
import { writeJson } from '../../json-text.ts';
import { markedResultText } from '../../result-text.ts';
import { createHarmonyParser } from './parser.ts';
import { ALL_TOKENS, CALL, CHANNEL, END, EXAMPLE, MESSAGE, START } from './tokens.ts';
import { toolsNamespace } from './type-text.ts';

function writeCall({ name, arguments: args }: DialectCall): string {
  const json = hideMarkers(writeJson(args), ALL_TOKENS);
  return `${START}assistant${CHANNEL}commentary to=functions.${name} <|constrain|>json${MESSAGE}${json}${CALL}`;
}

export const harmony: Dialect = {
  name: 'harmony',
  title: 'gpt-oss: harmony channels',
  stop: [],
  describeTools: (tools) =>
    tools.length === 0
      ? ''
      : `# Tools\n\n${toolsNamespace(tools)}\n\nCalls to these tools must go to the commentary channel: 'functions'. Write each call like this:\n${EXAMPLE}`,
  renderCalls: (calls) => joined(calls, '', writeCall),
  renderResults: (results) =>
    joined(
      results,
      '',
      (result) =>
        `${START}functions.${result.toolName} to=assistant${CHANNEL}commentary${MESSAGE}${markedResultText(result)}${END}`,
    ),
  createParser: createHarmonyParser,
};
