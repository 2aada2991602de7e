import { z } from 'zod';

/** Who a mail is from: an address and, perhaps, a name to show. */
export type Mailbox = { name: string; address: string };

const email = z.email();

/** Reads `files@example.com` or `Files <files@example.com>`; `null` when it is neither. A line break is never part of one. */
export function parseMailbox(value: string): Mailbox | null {
  if (/\p{Cc}/u.test(value)) return null;
  const named = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(value);
  const [name, address] = named ? [named[1]!.trim(), named[2]!.trim()] : ['', value.trim()];
  return email.safeParse(address).success ? { name, address } : null;
}
