/** From the binding of a tool to the built-in that runs. A binding is a name to look up, never code to load. */

/** NexAU's built-ins by their function, whatever module they lie in. */
const NEXAU = /^nexau\.archs\.tool\.builtin(\.[a-z_.]+)?:(?<fn>\w+)$/;
const OWN = /^builtin:(?<fn>\w+)$/;
/** Older names of the same function. */
const ALIASES = new Map([['todo_write', 'write_todos']]);

/** Name of the built-in that the binding means, whether or not it exists; `undefined` for any other form. */
export function builtinOf(binding: string): string | undefined {
  const fn = (NEXAU.exec(binding) ?? OWN.exec(binding))?.groups?.['fn'];
  return fn === undefined ? undefined : (ALIASES.get(fn) ?? fn);
}
