import ipaddr from 'ipaddr.js';

/** Public by its number, and inside a cloud the address of the machine's own configuration. */
const metadataAddresses: readonly string[] = ['168.63.129.16'];

/** Everything that was ever given out for public IPv6; what embeds an IPv4 address or translates to one lies outside. */
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** Documentation (RFC 9637), which the library does not know yet. */
const documentation: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('3fff::'), 20];

/**
 * Whether an address, as text, is one of the public internet: no network of one's own, no loopback, link-local, carrier-grade
 * NAT, multicast, documentation, translation (NAT64, 6to4, Teredo) or mapped form of any of them.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv6) return address.match(globalUnicast) && !address.match(documentation);
  return !metadataAddresses.includes(address.toString());
}

/** Whether an address, as text, is this machine's own. */
export function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.parse(text).range() === 'loopback';
}
