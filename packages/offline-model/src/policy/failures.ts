/**
 * A tool message says in its own words that a call failed; those words are known here.
 */
const FAILED =
  /^\s*(?:\{"name":\s*"\w*Error"|\{\s*"(?:error|isError)"\s*:|\{\s*"status":\s*"error"|(?:mcp |tool |execution |internal )?error\b|tool call failed|failed to|access denied|eacces|enoent|eexist|could not find|invalid (?:arguments?|params|json|input)|unknown tool|no such|entity with name .* not found|type ".*" not found|field not found|request not found|task not found|timed? ?out|the (?:tool|call) (?:failed|timed out))/i;

/** True when a result says the call failed. */
export function saysFailure(text: string): boolean {
  return FAILED.test(text) || /^\s*(?:tool|mcp)\b[^\n]{0,60}\b(?:not found|failed)\b/i.test(text);
}

/** The reason a failed result gives, in few words. */
export function reasonOf(text: string): string {
  const named = /"(?:error|message)":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  const plain =
    (named ?? text)
      .replace(/^\s*(?:error:?\s*)+/i, '')
      .split('\n')[0]
      ?.trim() ?? '';
  return plain.replace(/\.$/, '').slice(0, 160) || 'the tool gave no reason';
}
