/** `permissions` of a tool or server: what a run may do without asking. */
import * as z from 'zod';

export const Permissions = z.strictObject({
  allow: z.array(z.string()).optional(),
  deny: z.array(z.string()).optional(),
});
export type Permissions = z.infer<typeof Permissions>;

/** True when the entry restricts anything. */
export function restricts(permissions: Permissions | null | undefined): boolean {
  return (permissions?.allow?.length ?? 0) + (permissions?.deny?.length ?? 0) > 0;
}
