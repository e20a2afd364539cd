/** The local stack as parts: servers, services, ports, state. */
export { buildDashboard, tryBuildDashboard } from './build-dashboard.ts';
export { findFreePorts, isFree } from './free-port.ts';
export { logTail } from './log-tail.ts';
export { nexHome, nodeBinary, REPOSITORY } from './paths.ts';
export type { StackPorts } from './ports.ts';
export { findPostgres, type PostgresBinaries } from './postgres/binaries.ts';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres/server.ts';
export { stopCluster } from './postgres/stop-cluster.ts';
export { endProcess, runsScript, type StartedProcess, startProcess } from './process.ts';
export { answers, waitUntilReady } from './readiness.ts';
export { type CommandResult, runCommand } from './run-command.ts';
export {
  OFFLINE_MODEL_NAME,
  type ProcessName,
  SERVICE_NAMES,
  SERVICES,
  type ServiceName,
  scriptOf,
} from './service-table.ts';
export { type Stack, type StackOptions, startStack } from './start-stack.ts';
export { livingProcesses, readState, type StackState } from './state.ts';
export { stopStack } from './stop-stack.ts';
