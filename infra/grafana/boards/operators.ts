/** For who keeps the platform running: is anything down, late, failing or full, and where. */
import type { BoardDescription } from './board.ts';

/** Of a histogram, over all series but those of `by`. */
const quantile = (part: number, name: string, by = '') =>
  `histogram_quantile(${part}, sum by (le${by && `, ${by}`}) (rate(${name}_bucket[5m])))`;

export const OPERATORS: BoardDescription = {
  uid: 'nex-operators',
  title: 'nex: operators',
  rows: {
    Now: [
      {
        title: 'Services that answer',
        about: 'Each process that Prometheus reaches.',
        unit: 'short',
        as: 'stat',
        queries: [['sum by (service_name, version) (nex_build_info)', '{{service_name}} {{version}}']],
      },
      {
        title: 'Runs in flight',
        about: 'Runs that workers are at, roots and sub-agents apart.',
        unit: 'short',
        queries: [['sum by (level) (nex_runs_in_flight)', '{{level}}']],
      },
      {
        title: 'Runs that end, per second',
        about: 'By state. Failed ones beside good ones say whether it is all or some.',
        unit: 'ops',
        queries: [['sum by (state) (rate(nex_runs_total{level="root"}[5m]))', '{{state}}']],
      },
    ],
    Queues: [
      {
        title: 'Depth',
        about: 'Every process tells the same; the largest is the newest.',
        unit: 'short',
        queries: [['max by (queue, state) (nex_queue_depth)', '{{queue}} {{state}}']],
      },
      {
        title: 'Wait, p50 and p95',
        about: 'From adding a job to its first try. It grows when there are too few workers.',
        unit: 's',
        queries: [
          [quantile(0.5, 'nex_queue_wait_seconds', 'queue'), '{{queue}} p50'],
          [quantile(0.95, 'nex_queue_wait_seconds', 'queue'), '{{queue}} p95'],
        ],
      },
      {
        title: 'Places that are taken',
        about: 'Jobs at work of those that all processes together would take.',
        unit: 'percentunit',
        queries: [
          [
            'sum by (queue) (nex_queue_jobs_in_flight) / sum by (queue) (nex_queue_worker_slots)',
            '{{queue}}',
          ],
        ],
      },
      {
        title: 'Oldest waiting job',
        about: 'The alert QueueWaits looks at this.',
        unit: 's',
        queries: [['max by (queue) (nex_queue_oldest_seconds)', '{{queue}}']],
      },
      {
        title: 'Tries that failed, per second',
        about: 'A try that fails is repeated; many mean a store or a peer that is away.',
        unit: 'ops',
        queries: [
          ['sum by (queue) (rate(nex_queue_job_duration_seconds_count{outcome="failed"}[5m]))', '{{queue}}'],
        ],
      },
    ],
    Models: [
      {
        title: 'Latency, p50 and p95',
        about: 'Of one request to a model server, tries apart.',
        unit: 's',
        queries: [
          [
            quantile(0.5, 'gen_ai_client_operation_duration', 'gen_ai_request_model'),
            '{{gen_ai_request_model}} p50',
          ],
          [
            quantile(0.95, 'gen_ai_client_operation_duration', 'gen_ai_request_model'),
            '{{gen_ai_request_model}} p95',
          ],
        ],
      },
      {
        title: 'Errors, per second',
        about: 'By model and code.',
        unit: 'ops',
        queries: [
          [
            'sum by (model, outcome) (rate(nex_model_calls_total{outcome!="ok"}[5m]))',
            '{{model}} {{outcome}}',
          ],
          ['sum by (model) (rate(nex_model_retries_total[5m]))', '{{model}} tried again'],
        ],
      },
      {
        title: 'Calls at work and waiting, breakers open',
        about: 'Waiting calls want more MODEL_CONCURRENCY, if the server can take it.',
        unit: 'short',
        queries: [
          ['sum by (service_name, state) (nex_model_calls_in_flight)', '{{service_name}} {{state}}'],
          ['sum by (service_name) (nex_model_breakers{state="open"})', '{{service_name}} breakers open'],
        ],
      },
      {
        title: 'First part of a streamed answer, p95',
        about: 'What a person who watches waits for.',
        unit: 's',
        queries: [[quantile(0.95, 'nex_model_first_chunk_seconds', 'model'), '{{model}}']],
      },
    ],
    Tools: [
      {
        title: 'Latency by server, p95',
        about: 'Of one execution.',
        unit: 's',
        queries: [[quantile(0.95, 'nex_tool_call_duration_seconds', 'server'), '{{server}}']],
      },
      {
        title: 'Errors by server, per second',
        about: 'infrastructure and timeout are faults of the server; the others are what the tool said.',
        unit: 'ops',
        queries: [
          [
            'sum by (server, outcome) (rate(nex_tool_calls_total{outcome!="ok"}[5m]))',
            '{{server}} {{outcome}}',
          ],
        ],
      },
      {
        title: 'Processes of tool servers',
        about: 'All of them against the limit; leases are trees of runs that hold a server.',
        unit: 'short',
        queries: [
          ['sum by (server, state) (nex_mcp_processes)', '{{server}} {{state}}'],
          ['sum(nex_mcp_processes_limit)', 'limit'],
          ['sum by (server) (nex_mcp_leases)', '{{server}} leases'],
        ],
      },
      {
        title: 'Sandboxes',
        about: 'Starts per second by kind and outcome, and how long a start takes.',
        unit: 'short',
        queries: [
          ['sum by (type, outcome) (rate(nex_sandbox_starts_total[5m]))', '{{type}} {{outcome}}'],
          [quantile(0.95, 'nex_sandbox_start_duration_seconds', 'type'), '{{type}} p95 s'],
        ],
      },
    ],
    Requests: [
      {
        title: 'HTTP, p95 by service',
        about: 'Streams of events left out.',
        unit: 's',
        queries: [[quantile(0.95, 'nex_http_request_duration_seconds', 'service_name'), '{{service_name}}']],
      },
      {
        title: 'HTTP 5xx, per second',
        about: 'By service and route.',
        unit: 'ops',
        queries: [
          [
            'sum by (service_name, route) (rate(nex_http_request_duration_seconds_count{status=~"5.."}[5m]))',
            '{{service_name}} {{route}}',
          ],
        ],
      },
      {
        title: 'gRPC, p95 by method',
        about: 'Between the services.',
        unit: 's',
        queries: [[quantile(0.95, 'nex_grpc_request_duration_seconds', 'method'), '{{method}}']],
      },
    ],
    Webhooks: [
      {
        title: 'Tries of deliveries, per second',
        about: 'retried: tried again later. failed: it was the last try.',
        unit: 'ops',
        queries: [['sum by (outcome) (rate(nex_webhook_tries_total[5m]))', '{{outcome}}']],
      },
      {
        title: 'Deliveries that wait',
        about: 'For webhooks that are on. Many with tries at rest: no gateway sends.',
        unit: 'short',
        queries: [['max(nex_webhook_deliveries_waiting)', 'waiting']],
      },
      {
        title: 'Oldest waiting delivery',
        about: 'The alert WebhooksWait looks at this.',
        unit: 's',
        queries: [['max(nex_webhook_oldest_seconds)', 'oldest']],
      },
      {
        title: 'Webhooks by state',
        about: 'The alert WebhooksOff looks at those that are switched off.',
        unit: 'short',
        queries: [['max by (state) (nex_webhooks)', '{{state}}']],
      },
    ],
    Processes: [
      {
        title: 'Event loop delay, p99',
        about: 'How late a process gets to anything. Above 0.25 s it has too much to do.',
        unit: 's',
        queries: [
          ['max by (service_name, instance) (nodejs_eventloop_delay_p99)', '{{service_name}} {{instance}}'],
        ],
      },
      {
        title: 'Heap in use',
        about: 'By process. It falls with each major collection; a floor that grows is a leak.',
        unit: 'bytes',
        queries: [
          ['sum by (service_name, instance) (v8js_memory_heap_used)', '{{service_name}} {{instance}}'],
        ],
      },
      {
        title: 'Postgres: connections and who waits',
        about: 'Waiting queries want a larger pool, or quicker statements.',
        unit: 'short',
        queries: [
          ['sum by (service_name, state) (nex_postgres_connections)', '{{service_name}} {{state}}'],
          ['sum by (service_name) (nex_postgres_connections_limit)', '{{service_name}} limit'],
          ['sum by (service_name) (nex_postgres_waiting)', '{{service_name}} waiting'],
        ],
      },
      {
        title: 'Postgres: statements, p95',
        about: 'The wait for a connection included.',
        unit: 's',
        queries: [
          [quantile(0.95, 'nex_postgres_query_duration_seconds', 'service_name'), '{{service_name}}'],
        ],
      },
      {
        title: 'Room in the data folder',
        about: 'The alert DiskFull looks at this.',
        unit: 'percentunit',
        queries: [
          [
            'min by (service_name, instance) (nex_data_free_bytes / nex_data_size_bytes)',
            '{{service_name}} {{instance}}',
          ],
        ],
      },
    ],
  },
};
