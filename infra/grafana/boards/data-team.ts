/** For who makes data sets: what comes out, what it costs, and what is dropped and why. */
import type { BoardDescription } from './board.ts';

export const DATA_TEAM: BoardDescription = {
  uid: 'nex-data-team',
  title: 'nex: data team',
  rows: {
    'What comes out': [
      {
        title: 'Trajectories kept, per hour',
        about: 'Counted when the filter of a build ends.',
        unit: 'short',
        queries: [['sum(increase(nex_trajectories_kept_total[1h]))', 'kept']],
      },
      {
        title: 'Dropped, per hour, by reason',
        about: 'The first reason against each. docs/quality.md explains them.',
        unit: 'short',
        queries: [['sum by (reason) (increase(nex_trajectories_dropped_total[1h]))', '{{reason}}']],
      },
      {
        title: 'Share that is kept',
        about: 'Of all that the filters of the last 24 hours saw.',
        unit: 'percentunit',
        as: 'stat',
        queries: [
          [
            'sum(increase(nex_trajectories_kept_total[24h])) / (sum(increase(nex_trajectories_kept_total[24h])) + sum(increase(nex_trajectories_dropped_total[24h])))',
            'kept',
          ],
        ],
      },
    ],
    'What it costs': [
      {
        title: 'Cost, USD per hour, by model',
        about: 'By the price table of the platform.',
        unit: 'currencyUSD',
        queries: [['sum by (model) (increase(nex_model_cost_usd_total[1h]))', '{{model}}']],
      },
      {
        title: 'Cost of a kept trajectory, last 24 h',
        about: 'Everything that models cost, over what was kept.',
        unit: 'currencyUSD',
        as: 'stat',
        queries: [
          [
            'sum(increase(nex_model_cost_usd_total[24h])) / sum(increase(nex_trajectories_kept_total[24h]))',
            'USD',
          ],
        ],
      },
      {
        title: 'Tokens per second',
        about: 'cached_input is a part of input, reasoning a part of output.',
        unit: 'short',
        queries: [['sum by (model, type) (rate(nex_model_tokens_total[5m]))', '{{model}} {{type}}']],
      },
      {
        title: 'Budget used, at most',
        about: 'Of any build under way. It pauses at 1.',
        unit: 'percentunit',
        queries: [['max by (limit) (nex_build_budget_used_ratio)', '{{limit}}']],
      },
    ],
    Builds: [
      {
        title: 'Under way',
        about: 'Paused ones wait for somebody.',
        unit: 'short',
        queries: [['max by (state) (nex_builds)', '{{state}}']],
      },
      {
        title: 'Ended, per hour',
        about: 'By state.',
        unit: 'short',
        queries: [['sum by (state) (increase(nex_builds_total[1h]))', '{{state}}']],
      },
      {
        title: 'Time of a stage, mean',
        about: 'Of one turn at it.',
        unit: 's',
        queries: [
          [
            'sum by (stage) (rate(nex_build_stage_duration_seconds_sum[1h])) / sum by (stage) (rate(nex_build_stage_duration_seconds_count[1h]))',
            '{{stage}}',
          ],
        ],
      },
      {
        title: 'Runs by how they stopped, per second',
        about: 'Root runs. answered and stop_tool are good ends.',
        unit: 'ops',
        queries: [['sum by (stop_reason) (rate(nex_runs_total{level="root"}[15m]))', '{{stop_reason}}']],
      },
      {
        title: 'Steps per second',
        about: 'Answers of models that became part of runs.',
        unit: 'ops',
        queries: [['sum by (finish_reason) (rate(nex_run_steps_total[5m]))', '{{finish_reason}}']],
      },
      {
        title: 'Time of a run, p50 and p95',
        about: 'Root runs, waiting for people included.',
        unit: 's',
        queries: [
          [
            'histogram_quantile(0.5, sum by (le) (rate(nex_run_duration_seconds_bucket{level="root"}[15m])))',
            'p50',
          ],
          [
            'histogram_quantile(0.95, sum by (le) (rate(nex_run_duration_seconds_bucket{level="root"}[15m])))',
            'p95',
          ],
        ],
      },
    ],
    Frameworks: [
      {
        title: 'Ended, per hour',
        about: 'ready, or the code of what went wrong.',
        unit: 'short',
        queries: [['sum by (outcome) (increase(nex_frameworks_total[1h]))', '{{outcome}}']],
      },
      {
        title: 'Time of a step, mean',
        about: 'Failed ones included.',
        unit: 's',
        queries: [
          [
            'sum by (step) (rate(nex_generation_step_duration_seconds_sum[1h])) / sum by (step) (rate(nex_generation_step_duration_seconds_count[1h]))',
            '{{step}}',
          ],
        ],
      },
      {
        title: 'Answered from what is kept',
        about: 'Of questions to caches, and of calls to cassettes.',
        unit: 'percentunit',
        queries: [
          [
            'sum by (cache) (rate(nex_cache_requests_total{result="hit"}[15m])) / sum by (cache) (rate(nex_cache_requests_total[15m]))',
            '{{cache}}',
          ],
          [
            'sum(rate(nex_cassette_calls_total{result="hit"}[15m])) / sum(rate(nex_cassette_calls_total[15m]))',
            'cassettes',
          ],
        ],
      },
    ],
    Rollouts: [
      {
        title: 'Records that wait for a trainer',
        about: 'It grows when trainers are slower than runs.',
        unit: 'short',
        queries: [['max(nex_rollout_records_waiting)', 'waiting']],
      },
      {
        title: 'Leases',
        about: 'stale: the time is over, and nobody has acknowledged or taken the records again.',
        unit: 'short',
        queries: [['max by (state) (nex_rollout_leases)', '{{state}}']],
      },
    ],
  },
};
