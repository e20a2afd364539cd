/** Runs, their steps, their tools and what stands around these. */
import { LONG_SECONDS, type MetricDefinition, SECONDS } from './metric.ts';

export const RUN_METRICS = {
  nex_runs_total: {
    kind: 'counter',
    unit: '{run}',
    labels: ['state', 'stop_reason', 'level'],
    help: 'Runs that ended or began to wait. level: root or sub_agent.',
  },
  nex_run_duration_seconds: {
    kind: 'histogram',
    unit: 's',
    labels: ['state', 'level'],
    buckets: LONG_SECONDS,
    help: 'From when a run was first taken up to its end, waiting included.',
  },
  nex_runs_in_flight: {
    kind: 'updown',
    unit: '{run}',
    labels: ['level'],
    help: 'Runs that this process works on.',
  },
  nex_run_steps_total: {
    kind: 'counter',
    unit: '{step}',
    labels: ['finish_reason'],
    help: 'Answers of models that became part of a run.',
  },
  nex_tool_calls_total: {
    kind: 'counter',
    unit: '{call}',
    labels: ['server', 'tool', 'outcome'],
    help: 'Executions of tools. server: name of the MCP server, or the kind of tool. outcome: ok, or the kind of error.',
  },
  nex_tool_call_duration_seconds: {
    kind: 'histogram',
    unit: 's',
    labels: ['server'],
    buckets: SECONDS,
    help: 'Time of one execution of a tool.',
  },
  nex_cassette_calls_total: {
    kind: 'counter',
    unit: '{call}',
    labels: ['result'],
    help: 'Calls that were looked up on a cassette. result: hit or miss.',
  },
  nex_sandbox_starts_total: {
    kind: 'counter',
    unit: '{sandbox}',
    labels: ['type', 'outcome'],
    help: 'Sandboxes that were made for runs. outcome: ok, or the code of the error.',
  },
  nex_sandbox_start_duration_seconds: {
    kind: 'histogram',
    unit: 's',
    labels: ['type'],
    buckets: SECONDS,
    help: 'Time to make a sandbox.',
  },
  nex_mcp_processes: {
    kind: 'gauge',
    unit: '{process}',
    labels: ['server', 'state'],
    help: 'Processes of tool servers that are alive. state: busy or idle.',
  },
  nex_mcp_processes_limit: {
    kind: 'gauge',
    unit: '{process}',
    labels: [],
    help: 'Most processes of tool servers that this process keeps.',
  },
  nex_mcp_leases: {
    kind: 'gauge',
    unit: '{run}',
    labels: ['server'],
    help: 'Trees of runs that a tool server is open for.',
  },
} as const satisfies Record<string, MetricDefinition>;
