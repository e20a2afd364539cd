/**
 * Tags of trainers' models are a tenant's own. In rows, bells and streams a model goes by a key that no two tenants
 * share: the tag itself for the tenant `default`, `<tenant>/<tag>` for others. No tag has a slash.
 */
import { DEFAULT_TENANT } from '@nex/core';

export function modelKey(tenant: string, tag: string): string {
  return tenant === DEFAULT_TENANT ? tag : `${tenant}/${tag}`;
}

export function modelTagOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
