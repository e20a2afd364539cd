import type { LinkProps } from '@tanstack/react-router';

/** The page of one build. Its route belongs to the pages of builds, which this page does not know by type. */
export function buildLink(id: string): LinkProps {
  return { to: `/builds/${encodeURIComponent(id)}` as '/builds' };
}
