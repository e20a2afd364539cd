/** A permission request as the contract spells it. */
import type { Permission } from '@nex/core';
import { Decision } from '@nex/rpc';

const DECISIONS = { allow: Decision.ALLOW, deny: Decision.DENY } as const;

export function permissionToMessage(permission: Permission) {
  const { arguments: args, decision, reason, decidedAt, ...rest } = permission;
  return {
    ...rest,
    argumentsJson: JSON.stringify(args),
    decision: decision === null ? Decision.UNSPECIFIED : DECISIONS[decision],
    reason: reason ?? '',
    decidedAt: decidedAt ?? '',
  };
}

/** `undefined` for none. */
export function decisionFromMessage(decision: Decision): 'allow' | 'deny' | undefined {
  if (decision === Decision.ALLOW) return 'allow';
  return decision === Decision.DENY ? 'deny' : undefined;
}
