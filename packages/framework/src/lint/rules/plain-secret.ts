import type { LintRule } from '../lint-rule.ts';
import { lineAt } from '../text/mentions.ts';

/** A key that is written out: not empty, not a reference, not a placeholder. */
const KEY =
  /^[ \t]*-?[ \t]*["']?(?:\w*_)?(?:api_?key|token|secret|password)["']?[ \t]*:[ \t]*["']?(?<value>[^\s"'#{}]+)/gim;
const PLACEHOLDER = /^(?:\$|<|your|xxx|none|null|~|true|false|not|test|dummy|changeme|\d+$|\*)/i;

export const plainSecret: LintRule = {
  code: 'plain-secret',
  severity: 'error',
  says: 'Keys and passwords are references to the environment, never written out.',
  check: ({ model }) =>
    [...model.files]
      .filter(([file]) => /\.(?:ya?ml|json)$/.test(file))
      .flatMap(([file, text]) =>
        [...text.matchAll(KEY)]
          .filter(({ groups }) => {
            const value = groups?.['value'] ?? '';
            return value.length >= 12 && /\d/.test(value) && !PLACEHOLDER.test(value);
          })
          .map((match) => ({
            place: { file, line: lineAt(text, match.index) },
            message: 'A key is written out in the file.',
            fix: 'Write ${secret.NAME} and set it with nex secrets set, or ${env.NAME} and set the variable where the agents run; withdraw the key.',
          })),
      ),
};
