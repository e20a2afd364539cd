/** Binds the arguments of a call to the parameters of a built-in function. */
import { typeFault } from './fault.ts';
import { type Arguments, textIn, typeName, type Value } from './value.ts';

/** The value of each parameter, `undefined` where none was given; a fault for arguments that fit no parameter. */
export function bind(
  functionName: string,
  parameters: readonly string[],
  { args, kwargs }: Arguments,
): (Value | undefined)[] {
  if (args.length > parameters.length) {
    throw typeFault(`${functionName}() takes at most ${parameters.length} arguments (${args.length} given)`);
  }
  const bound: (Value | undefined)[] = parameters.map((_, i) => args[i]);
  for (const [name, value] of kwargs) {
    const at = parameters.indexOf(name);
    if (at < 0) throw typeFault(`${functionName}() got an unexpected keyword argument '${name}'`);
    if (bound[at] !== undefined)
      throw typeFault(`${functionName}() got multiple values for argument '${name}'`);
    bound[at] = value;
  }
  return bound;
}

/** Text of a required parameter. */
export function textArgument(functionName: string, value: Value | undefined): string {
  const text = value === undefined ? undefined : textIn(value);
  if (text !== undefined) return text;
  const got = value === undefined ? 'nothing' : typeName(value);
  throw typeFault(`${functionName}() argument must be str, not ${got}`);
}

/** An optional text; `None` is the same as not given. */
export function optionalText(functionName: string, value: Value | undefined): string | undefined {
  return value === undefined || value === null ? undefined : textArgument(functionName, value);
}

/** An int of an optional parameter, cut to the safe range. */
export function intArgument(functionName: string, value: Value | undefined, fallback: number): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  throw typeFault(`${functionName}(): '${typeName(value)}' object cannot be interpreted as an integer`);
}
