/**
 * Which addresses belong to the public internet. Everything else is refused: private, loopback, link-local (with the
 * metadata services of clouds), carrier-grade NAT, multicast, unspecified, reserved, benchmarking and documentation
 * ranges, and every IPv6 form that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo).
 */
import ipaddr from 'ipaddr.js';

/** IPv6 that is routed at all; the special ranges within it are refused besides. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** `address` is an IP address without brackets; anything else is not public. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}
