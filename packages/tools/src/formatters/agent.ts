/** The answer of a sub-agent, with the name and id to call it by. */
import { bodyField, type Formatter, plainValue } from './formatter.ts';

export const formatAgent: Formatter = (result, { isError }) => {
  const body = bodyField(result, isError);
  const name = plainValue(result['sub_agent_name'] ?? '');
  const id = plainValue(result['sub_agent_id'] ?? '');
  const text = body === undefined ? '' : plainValue(result[body] ?? null);
  return `Sub-agent ${isError ? 'failed' : 'finished'} (sub_agent_name: ${name}, sub_agent_id: ${id}).\n\n${text}`;
};
