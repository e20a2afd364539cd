export { createGuardedFetch, type GuardedFetch, type GuardedFetchOptions } from './create-guarded-fetch.ts';
export { createEgressPolicy, type EgressOptions, type EgressPolicy } from './egress-policy.ts';
export { type ConnectorOptions, createGuardedConnector, type Resolve } from './guarded-connector.ts';
export { isPublicAddress } from './public-address.ts';
