/** A long run of a programmer: reads, mends, runs the tests, mends once more. */
import { assistant } from '../../trajectory.fixture.ts';
import { asked, type Shape, solo, toolsNamed, turns } from '../shape.ts';
import { CODER } from './prompts.ts';

const MODULES = ['basket', 'calendar', 'ledger', 'parser', 'routing', 'stock'];

export const coder: Shape = {
  name: 'coding agent',
  language: 'en',
  build(draw) {
    const name = draw.pick(MODULES);
    const count = draw.between(9, 28);
    const seconds = `0.${draw.between(10, 99)}s`;
    const cases = [2, 5, 9].map((n) => `    assert double(${n}) == ${2 * n}`).join('\n');
    const steps = Array.from(
      { length: draw.between(6, 12) },
      (_, n) =>
        [
          'read_file',
          { path: `src/part_${n}.py` },
          `# part ${n}\nLIMIT_${n} = ${draw.between(1, 99)}\n`,
        ] as const,
    );
    return solo(
      toolsNamed('run_shell', 'read_file', 'write_file'),
      ...asked(CODER, `The function double in src/${name}.py gives wrong results. Please mend it.`),
      ...turns(
        'k',
        ['run_shell', { command: 'ls src tests' }, `src:\n${name}.py\n\ntests:\ntest_${name}.py`],
        ['read_file', { path: `src/${name}.py` }, 'def double(x):\n    return x + x + 1\n'],
        ['read_file', { path: `tests/test_${name}.py` }, `def test_double():\n${cases}\n`],
        ...steps,
        ['run_shell', { command: 'python -m pytest -q' }, `1 failed, ${count - 1} passed in ${seconds}`],
        ['write_file', { path: `src/${name}.py`, content: 'def double(x):\n    return 2 * x\n' }, 'Written.'],
        ['run_shell', { command: 'python -m pytest -q' }, `${count} passed in ${seconds}`],
      ),
      assistant(
        `The function added one too many. I changed \`src/${name}.py\` so that \`double\` returns twice its argument; all ${count} tests pass, those in \`tests/test_${name}.py\` among them.`,
      ),
    );
  },
};
