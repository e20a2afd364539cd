/** Arguments as indented JSON; as they are when they are no JSON, which half-written ones are not. */
export function prettyArguments(argumentsText: string): string {
  try {
    return JSON.stringify(JSON.parse(argumentsText), null, 2);
  } catch {
    return argumentsText;
  }
}
