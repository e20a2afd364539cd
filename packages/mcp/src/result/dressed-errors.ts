/**
 * Errors that a server reports as a success. Each member recognises one form, in the result's text, and gives
 * the text of the error. A server is only read by the forms that its catalogue entry names, because the text of
 * a file or note may look like any of them.
 */
import { isJsonObject, parseJsonObject } from '@nex/core';

/** Gives the error's text, or `undefined` when the text is no error of this form. */
type Recognise = (text: string) => string | undefined;

export const DRESSED_ERRORS = {
  /** A whole tool result as JSON: `{"isError": true, "content": [{"type": "text", "text": "…"}]}`. */
  json_is_error: (text) => {
    const value = parseJsonObject(text);
    if (value?.isError !== true) return undefined;
    if (!Array.isArray(value.content)) return text;
    const parts = value.content.flatMap((part) =>
      isJsonObject(part) && typeof part.text === 'string' ? [part.text] : [],
    );
    return parts.length > 0 ? parts.join('\n') : text;
  },
  /** `{"status": "error", "message": "…"}`. */
  json_status_error: (text) => {
    const value = parseJsonObject(text);
    if (value?.status !== 'error') return undefined;
    return typeof value.message === 'string' ? value.message : text;
  },
  /** `{"success": false, "error": "…"}`. */
  json_success_false: (text) => {
    const value = parseJsonObject(text);
    if (value?.success !== false) return undefined;
    return typeof value.error === 'string' ? value.error : text;
  },
  /** Text that begins with `Error:`, `Error occurred:` or `MCP error -32602:`. */
  text_error: (text) => (/^(Error|Error occurred|MCP error -?\d+):/.test(text) ? text : undefined),
} satisfies Record<string, Recognise>;

export type DressedErrorName = keyof typeof DRESSED_ERRORS;

/** Forms that are looked for in results of servers that are in no catalogue. */
export const DEFAULT_DRESSED_ERRORS: readonly DressedErrorName[] = ['json_is_error'];

export function undressError(text: string, forms: readonly DressedErrorName[]): string | undefined {
  if (forms.length === 0 || text.length > 100_000) return undefined;
  for (const form of forms) {
    const error = DRESSED_ERRORS[form](text);
    if (error !== undefined) return error;
  }
  return undefined;
}
