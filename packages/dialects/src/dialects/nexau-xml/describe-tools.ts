/** The tools and how to call them, in NexAU's own words: a heading, a usage example per tool, instructions. */
import { isJsonObject, type Json, type JsonSchema, type ToolDefinition } from '@nex/core';
import { plainValue } from '../../json-text.ts';
import { EXAMPLE, PARALLEL, PARALLEL_WRAPPER, SINGLE } from './syntax.ts';

export function describeTools(tools: readonly ToolDefinition[]): string {
  if (tools.length === 0) return '';
  return `## Available Tools\n\n${tools.map(describeTool).join('\n\n')}\n\n${INSTRUCTIONS}`;
}

function describeTool({ name, description, inputSchema, textModeDescription }: ToolDefinition): string {
  if (textModeDescription !== undefined) return textModeDescription.trim();
  const usage = [
    SINGLE.open,
    `  <tool_name>${name}</tool_name>`,
    ...parameterLines(inputSchema),
    SINGLE.close,
  ];
  return [`### ${name}`, description.trim(), `Usage:\n${usage.join('\n')}`]
    .filter((part) => part !== '')
    .join('\n');
}

function parameterLines(schema: JsonSchema): string[] {
  const { properties, required } = schema;
  const entries = isJsonObject(properties) ? Object.entries(properties) : [];
  if (entries.length === 0) return ['  <parameter>', '  </parameter>'];
  const lines = entries.map(([name, field]) => {
    const isRequired = Array.isArray(required) && required.includes(name);
    return `    <${name}>${describeField(field, isRequired)}</${name}>`;
  });
  return ['  <parameter>', ...lines, '  </parameter>'];
}

function describeField(field: Json, isRequired: boolean): string {
  const { description, default: fallback, enum: values, ...schema } = isJsonObject(field) ? field : {};
  const facts = [isRequired ? 'required' : 'optional', `type: ${typeText(schema)}`];
  if (Array.isArray(values)) facts.push(`one of: ${values.map(plainValue).join(' | ')}`);
  if (fallback !== undefined) facts.push(`default: ${plainValue(fallback)}`);
  return `${typeof description === 'string' ? `${description.trim()} ` : ''}(${facts.join(', ')})`;
}

/** Lists and objects show their schema: the name of the type alone does not say what to write. */
function typeText(schema: JsonSchema): string {
  const { type, ...rest } = schema;
  const name = type === undefined ? 'any' : plainValue(type);
  return Object.keys(rest).length === 0 ? name : `${name}, schema: ${plainValue(schema)}`;
}

const INSTRUCTIONS = `CRITICAL TOOL EXECUTION INSTRUCTIONS:
To use one tool, write exactly this and then stop:

${EXAMPLE}

To use several tools at once, because none needs the result of another, write all of them in one block and then stop:

${PARALLEL_WRAPPER.open}
${PARALLEL.open}
  <tool_name>NAME</tool_name>
  <parameter>
    <ARGUMENT>value</ARGUMENT>
  </parameter>
${PARALLEL.close}
${PARALLEL.open}
  <tool_name>OTHER_NAME</tool_name>
  <parameter>
    <ARGUMENT>value</ARGUMENT>
  </parameter>
${PARALLEL.close}
${PARALLEL_WRAPPER.close}

- Close every tag.
- Numbers, booleans, lists and objects are written as JSON; text is written as it is, without quotes and without escapes.
- White space at the ends of a value is dropped. Put a value in <![CDATA[ and ]]> when it needs that space or contains tags that could be taken for the end of the call.
- The results come with the next message, as <tool_result> blocks. Never write a result yourself.`;
