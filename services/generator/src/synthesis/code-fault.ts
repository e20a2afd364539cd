/** What the code of a synthesised tool must not hold. The sandbox confines it in any case; this keeps it pure. */
const FORBIDDEN: readonly [pattern: RegExp, what: string][] = [
  [/\bimport\b\s*(?:[\w{*'"(]|type\b)/, 'imports'],
  [/\brequire\s*\(/, 'require'],
  [/\b(?:eval|Function)\s*\(/, 'code that is made at run time'],
  [/\b(?:process|globalThis|fetch|WebSocket|XMLHttpRequest)\b/, 'the surroundings of the program'],
  [/\bDate\.now\b|\bnew Date\(\s*\)/, 'the clock'],
  [/\bMath\.random\b|\bcrypto\b/, 'random numbers'],
];

/** `undefined` when there is none. */
export function codeFault(code: string): string | undefined {
  if (!/\bexport\s+(?:async\s+)?(?:function|const)\s+run\b/.test(code))
    return 'the module exports no function "run"';
  const found = FORBIDDEN.find(([pattern]) => pattern.test(code));
  return found && `the code must not use ${found[1]}`;
}
