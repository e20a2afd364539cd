/** Frameworks like those that were shipped are read whole, and every defect in them is told. */
import { expect, test } from 'vitest';
import { FLAWED_GRAPH, FLAWED_STAGES } from '../fixtures/flawed-reference.fixture.ts';
import { readFramework } from '../read/read-framework.ts';
import { lintFramework } from './lint-framework.ts';

const tell = async (files: typeof FLAWED_GRAPH) =>
  (await lintFramework(files)).map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);

test('a valid graph with an agent out of reach', async () => {
  expect(await tell(FLAWED_GRAPH)).toEqual([
    'error unreachable-agent: No way leads from bike_check to dispute_judge.',
    'error idle-leaf: late_watcher has neither tools nor sub-agents, so it can do nothing.',
    'warning count-drift: "5 custom tools" is said, there are 2.',
    'warning missing-file: 4 agents have no prompt file here (lines 5, 6, 7, 8).',
    'warning missing-file: 2 tools are bound to code that is not here (lines 12, 13).',
    'warning missing-file: 2 tools have no schema here (lines 12, 13).',
    'warning personas: There are 1 personas, 500 are asked for.',
  ]);
});

test('stages for edges, and most of the keys missing', async () => {
  const model = readFramework(FLAWED_STAGES);
  expect(model.phases.map((phase) => phase.agents)).toEqual([['SourceFinder'], ['ReportMaker']]);
  expect(model.descriptions.map((text) => text.language)).toEqual([undefined, 'zh']);
  expect(await tell(FLAWED_STAGES)).toEqual([
    'error schema: The key "llm_configs" is required.',
    'error count-drift: The file says 4 tools, there are 3.',
    'error schema: The key "sysprompt_path" is required: 3 times at agents[].sysprompt_path (lines 7, 8, 9).',
    'error schema: The key "llm_config" is required: 3 times at agents[].llm_config (lines 7, 8, 9).',
    'error idle-leaf: SourceFinder has neither tools nor sub-agents, so it can do nothing.',
    'error idle-leaf: ReportMaker has neither tools nor sub-agents, so it can do nothing.',
    'error schema: The key "config_path" is required: 3 times at tools[].config_path (lines 11, 12, 13).',
    'error schema: The key "binding" is required: 3 times at tools[].binding (lines 11, 12, 13).',
    'error unused-tool: None of the 3 tools is given to an agent (lines 11, 12, 13).',
  ]);
});

test('config.json without a configuration names agents and tools', async () => {
  const files = FLAWED_GRAPH.filter(({ path }) => path !== 'framework_config.yaml').map(
    ({ path, content }) => ({
      path: `bike_check/${path}`,
      content:
        path === 'config.json'
          ? content.replace('"claim_reader"', '"claim_reader","tools":["split_claim"]')
          : content,
    }),
  );
  const model = readFramework(files);
  expect(model).toMatchObject({ kind: 'reference', name: 'bike_check', entry: { name: 'bike_check' } });
  expect(model.personas).toHaveLength(1);
  expect(model.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
    'bike_check claim_reader',
    'bike_check dispute_judge',
    'bike_check late_watcher',
  ]);
  const told = await tell(files);
  expect(told.filter((one) => one.startsWith('error'))).toEqual([
    'error idle-leaf: dispute_judge has neither tools nor sub-agents, so it can do nothing.',
    'error idle-leaf: late_watcher has neither tools nor sub-agents, so it can do nothing.',
  ]);
  expect(told).toContain(
    'warning missing-file: There is no framework_config.yaml: agents and tools are those of bike_check/config.json, and the first agent calls all others.',
  );
});

test('a config.json that lists no agents makes no framework', () => {
  const files = [{ path: 'config.json', content: '{"subagents":[],"tools":[{"name":"a"}]}' }];
  expect(readFramework(files)).toMatchObject({ kind: 'bundle', agents: [] });
});
