/** HTTP status of a failure that is reported within an answer of status 200: its `code`, if that is one, else 502. */
export function statusOf(error: unknown): number {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : Number.NaN;
  return code >= 400 && code < 600 ? code : 502;
}
