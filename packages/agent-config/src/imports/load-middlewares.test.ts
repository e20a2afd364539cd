import { describe, expect, it } from 'vitest';
import { loadLines } from '../load-files.fixture.ts';
import type { LoadOptions } from '../load-options.ts';

const NEXAU = 'nexau.archs.main_sub.execution';

it('puts function hooks after middlewares and knows them by their last part', async () => {
  const { agent, skipped } = await loadLines(
    `after_tool_hooks: [{import: "${NEXAU}.hooks:create_tool_logging_hook", params: {logger_name: t}}]
before_model_hooks: ["${NEXAU}.hooks:create_logging_hook"]
middlewares:
- "${NEXAU}.middleware.runtime_environment:RuntimeEnvironmentMiddleware"
- {import: "${NEXAU}.middleware.llm_failover:LLMFailoverMiddleware", params: {fallback_providers: [{name: b, llm_config: {model: x}}]}}
- {import: "${NEXAU}.middleware.round_and_token_reminder:RoundAndTokenReminderMiddleware", params: ~}
- "nexdr.agents.hooks:LoggingMiddleware"
- "builtin:long_tool_output"`,
  );
  expect(agent.middlewares).toEqual([
    { name: 'runtime_environment', params: {}, where: 'main.yaml: middlewares[0]' },
    {
      name: 'llm_failover',
      params: { fallback_providers: [{ name: 'b', llm_config: { model: 'x' } }] },
      where: 'main.yaml: middlewares[1]',
    },
    { name: 'round_and_token_reminder', params: {}, where: 'main.yaml: middlewares[2]' },
    { name: 'logging', params: {}, where: 'main.yaml: middlewares[3]' },
    { name: 'long_tool_output', params: {}, where: 'main.yaml: middlewares[4]' },
    {
      name: 'logging',
      params: { model_logger: true, tool_logger: false },
      where: 'main.yaml: before_model_hooks[0]',
    },
    {
      name: 'logging',
      params: { tool_logger: 't', model_logger: false },
      where: 'main.yaml: after_tool_hooks[0]',
    },
  ]);
  expect(skipped).toEqual([]);
});

it('takes an approval hook for the middleware that asks, and the inbox of a team for its own', async () => {
  const { agent, skipped } = await loadLines(
    `before_tool_hooks: [{import: "${NEXAU}.hooks:create_tool_after_approve_hook", params: {tool_name: run}}]
middlewares: ["nexau.archs.main_sub.team.middleware:TeamMessageMiddleware"]`,
  );
  expect(agent.middlewares).toEqual([
    { name: 'tool_approval', params: { tool_name: 'run' }, where: 'main.yaml: before_tool_hooks[0]' },
  ]);
  expect(skipped).toMatchObject([{ where: 'main.yaml: middlewares[0]' }]);
});

it('holds parameters against what the host says of them', async () => {
  const lines =
    'middlewares: ["a.b:LoggingMiddleware", {import: "a.b:LongToolOutputMiddleware", params: {x: 1}}]';
  const checkMiddleware = (name: string, params: object) => ('x' in params ? `${name} has no x` : undefined);
  await expect(loadLines(lines, {}, { checkMiddleware })).rejects.toMatchObject({
    code: 'config_invalid',
    where: 'main.yaml: middlewares[1]',
    message: 'The parameters of long_tool_output are not valid: long_tool_output has no x.',
  });
  const { agent, skipped } = await loadLines(lines, {}, { checkMiddleware, strict: false });
  expect(agent.middlewares.map(({ name }) => name)).toEqual(['logging']);
  expect(skipped).toMatchObject([{ where: 'main.yaml: middlewares[1]' }]);
});

it('reads the files that parameters name', async () => {
  const params = '{compact_prompt_path: ./p/c.md, head_file: "${this_file_dir}/p/h.md", keep_iterations: 2}';
  const { agent } = await loadLines(
    `middlewares: [{import: "x:ContextCompactionMiddleware", params: ${params}}]`,
    { 'p/c.md': '\uFEFFCompact {{ this }}.', 'p/h.md': 'Head' },
  );
  expect(agent.middlewares[0]?.params).toEqual({
    compact_prompt: 'Compact {{ this }}.',
    head: 'Head',
    keep_iterations: 2,
  });
});

it.each([
  ['../p.md', /leads out/],
  ['/etc/passwd', /no file "etc\/passwd"/],
  ['file:///etc/passwd', /not a path inside/],
])('reads no file of the host: %s', async (path, message) => {
  const lines = `middlewares: [{import: "x:LoggingMiddleware", params: {a_path: "${path}"}}]`;
  await expect(loadLines(lines)).rejects.toMatchObject({
    where: 'main.yaml: middlewares[0].params.a_path',
    message: expect.stringMatching(message),
  });
});

it('refuses a text and its file', async () => {
  const lines = 'middlewares: [{import: "x:LoggingMiddleware", params: {a_path: p.md, a: b}}]';
  await expect(loadLines(lines)).rejects.toMatchObject({ message: expect.stringContaining('both given') });
});

it("takes the host's word for other imports", async () => {
  const imports = { './middleware.py:Coding': 'runtime_environment', 'a.b:Noise': 'ignore' } as const;
  const { agent, skipped } = await loadLines(
    'middlewares: ["./middleware.py:Coding", "a.b:Noise"]',
    {},
    { imports },
  );
  expect(agent.middlewares.map((middleware) => middleware.name)).toEqual(['runtime_environment']);
  expect(skipped).toEqual([
    { where: 'main.yaml: middlewares[1]', reason: 'This host does without "a.b:Noise".' },
  ]);
});

describe('Python', () => {
  const files = {
    'hooks/mine.py': 'class LoggingMiddleware: pass',
    'hooks/rules.txt': 'x',
    'own/pkg.py': '',
  };
  const loadPython = (lines: string, options: Partial<LoadOptions> = {}) =>
    loadLines(lines, files, { python: true, ...options });

  it('takes classes and functions of files and modules, with the step of a list of hooks', async () => {
    const hasPythonModule = async (module: string) => module === 'team.hooks';
    const { agent } = await loadPython(
      `middlewares:
- {import: "./hooks/mine.py:LoggingMiddleware", params: {rules_path: ./hooks/rules.txt, depth: 2}}
- own.pkg:Outer.Inner
- py:elsewhere.pkg:Middle
after_model_hooks: ["team.hooks:look"]`,
      { hasPythonModule },
    );
    expect(agent.middlewares).toEqual([
      {
        name: 'python',
        import: './hooks/mine.py:LoggingMiddleware',
        source: { kind: 'file', file: 'hooks/mine.py' },
        attribute: 'LoggingMiddleware',
        params: { depth: 2 },
        files: { rules_path: 'hooks/rules.txt' },
        where: 'main.yaml: middlewares[0]',
      },
      expect.objectContaining({ source: { kind: 'module', module: 'own.pkg' }, attribute: 'Outer.Inner' }),
      expect.objectContaining({ source: { kind: 'module', module: 'elsewhere.pkg' }, attribute: 'Middle' }),
      expect.objectContaining({ source: { kind: 'module', module: 'team.hooks' }, phase: 'after_model' }),
    ]);
  });

  it.each([
    ['./hooks/mine.py:Other', false, 'config_invalid', /this host runs none/],
    ['py:a.b:C', false, 'config_invalid', /this host runs none/],
    ['./hooks/none.py:Other', true, 'bundle_invalid', /no file "hooks\/none.py"/],
    ['../mine.py:Other', true, 'config_invalid', /leads out/],
    ['pkg:tools/mine.py:Other', true, 'config_invalid', /nothing for the import/],
    ['absent.module:Other', true, 'config_invalid', /nothing for the import/],
  ])('refuses %s (Python: %s)', async (text, python, code, message) => {
    const lines = `middlewares: ["${text}"]`;
    await expect(loadPython(lines, { python })).rejects.toMatchObject({
      code,
      where: 'main.yaml: middlewares[0]',
      message: expect.stringMatching(message),
    });
    const { agent, skipped } = await loadPython(lines, { python, strict: false });
    expect(agent.middlewares).toEqual([]);
    expect(skipped).toMatchObject([{ where: 'main.yaml: middlewares[0]' }]);
  });
});
