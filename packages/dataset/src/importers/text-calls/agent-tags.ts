/**
 * The tags with which agents of the reference's first dialect called other agents, as calls that `nexau-xml` reads:
 *
 *     <sub-agent><agent_name>A</agent_name><message>M</message>[<history>H</history>]</sub-agent>
 *     <use_parallel_sub_agents>(<parallel_agent>…</parallel_agent> | <parallel_tool>…</parallel_tool>)+</use_parallel_sub_agents>
 *     <use_batch_agent><agent_name>A</agent_name><input_data_source><file_name>F</file_name><format>X</format>
 *       </input_data_source><message>M</message></use_batch_agent>
 *
 * The names are those of the reference's converted styles: `sub-agent` and `batch-agent`, the data source as `F|X`.
 * A server that stops at a closing tag cuts it off, so the last one may be missing.
 */
const AGENT_BODY =
  '\\s*<agent_name>([\\s\\S]*?)</agent_name>\\s*<message>([\\s\\S]*?)</message>\\s*(?:<history>([\\s\\S]*?)</history>\\s*)?';
const BATCH_BODY =
  '\\s*<agent_name>([\\s\\S]*?)</agent_name>\\s*<input_data_source>\\s*<file_name>([\\s\\S]*?)</file_name>\\s*<format>([\\s\\S]*?)</format>\\s*</input_data_source>\\s*<message>([\\s\\S]*?)</message>\\s*';

/** Whatever stands inside of a tool's call is a value of it. */
const TOOL_CALLS =
  '<tool_use>[\\s\\S]*?</tool_use>|<use_parallel_tool_calls>[\\s\\S]*?</use_parallel_tool_calls>';
const PARALLEL = /<use_parallel_sub_agents>([\s\S]*?)(?:<\/use_parallel_sub_agents>|$)/g;
const SINGLE = new RegExp(`(${TOOL_CALLS})|<sub-agent>${AGENT_BODY}(?:</sub-agent>|$)`, 'g');
const BATCH = new RegExp(`(${TOOL_CALLS})|<use_batch_agent>${BATCH_BODY}(?:</use_batch_agent>|$)`, 'g');
const CHILD = new RegExp(`<parallel_agent>${AGENT_BODY}(?:</parallel_agent>|$)`, 'g');

export const AGENT_TAGS = /<(?:sub-agent|use_parallel_sub_agents|use_batch_agent)>/;

export function agentTagsAsCalls(text: string): string {
  if (!AGENT_TAGS.test(text)) return text;
  return text
    .replace(PARALLEL, (_, children: string) => {
      const calls = children.replace(CHILD, (__, agent: string, message: string, history?: string) =>
        call('parallel_tool', 'sub-agent', { agent_name: agent, message, history }),
      );
      return `<use_parallel_tool_calls>${calls}</use_parallel_tool_calls>`;
    })
    .replace(SINGLE, (_, other: string | undefined, agent: string, message: string, history?: string) =>
      other === undefined ? call('tool_use', 'sub-agent', { agent_name: agent, message, history }) : other,
    )
    .replace(
      BATCH,
      (_, other: string | undefined, agent: string, file: string, format: string, message: string) => {
        if (other !== undefined) return other;
        const source = `${file.trim()}|${format.trim()}`;
        return call('tool_use', 'batch-agent', { agent_name: agent, input_data_source: source, message });
      },
    );
}

function call(tag: string, name: string, values: Record<string, string | undefined>): string {
  const parameters = Object.entries(values).map(([key, value]) =>
    value === undefined ? '' : `<${key}>${exact(value.trim())}</${key}>`,
  );
  return `<${tag}>\n<tool_name>${name}</tool_name>\n<parameter>${parameters.join('')}</parameter>\n</${tag}>`;
}

function exact(value: string): string {
  if (value.startsWith('<![CDATA[') && value.endsWith(']]>')) return value;
  return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
