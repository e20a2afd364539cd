/** Where a thing stands: file, line and the path of keys inside the file. */

export interface Place {
  file: string;
  /** From 1; absent when the file has no lines that mean anything, or could not be parsed. */
  line?: number;
  /** `agents[3].tools[1]`; absent for the file as a whole. */
  path?: string;
}

export type KeyPath = readonly (string | number)[];

/** `agents[3].tools[1]`. */
export function keyPath(path: KeyPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** `framework.yaml:12: agents[3]`. */
export function placeText({ file, line, path }: Place): string {
  return `${file}${line === undefined ? '' : `:${line}`}${path === undefined ? '' : `: ${path}`}`;
}
