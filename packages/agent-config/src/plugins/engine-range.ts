/** Version ranges of Python packages (PEP 440) over releases: `>=0.4.0,<0.5.0`, `~=0.4.1`, `==0.4.*`. */

/** The release of NexAU whose files the platform reads. */
export const NEXAU_VERSION = '0.4.1';

const CLAUSE = /^(?<operator>~=|==|!=|<=|>=|<|>)\s*(?<release>\d+(?:\.\d+)*)(?<any>\.\*)?$/;

/** `undefined` when the range is not a readable one. */
export function engineFits(range: string, version = NEXAU_VERSION): boolean | undefined {
  let fits = true;
  for (const written of range.split(',').map((clause) => clause.trim())) {
    const { operator, release, any } = CLAUSE.exec(written)?.groups ?? {};
    if (operator === undefined || release === undefined) return undefined;
    if (any !== undefined && operator !== '==' && operator !== '!=') return undefined;
    if (operator === '~=' && !release.includes('.')) return undefined;
    fits &&= clauseFits(operator, release, any !== undefined, version);
  }
  return fits;
}

function clauseFits(operator: string, release: string, any: boolean, version: string): boolean {
  const order = compare(version, release);
  switch (operator) {
    case '==':
      return any ? startsWith(version, release) : order === 0;
    case '!=':
      return any ? !startsWith(version, release) : order !== 0;
    case '~=':
      return order >= 0 && startsWith(version, release.slice(0, release.lastIndexOf('.')));
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}

function compare(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function startsWith(version: string, release: string): boolean {
  const parts = numbers(version);
  return numbers(release).every((part, at) => (parts[at] ?? 0) === part);
}

function numbers(version: string): number[] {
  return version.split('.').map(Number);
}
