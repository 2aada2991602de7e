import 'server-only';
import { PortalError } from '@/shared/api/index.server';

/** A display name: one line of 1 to 100 characters, without anything that cannot be seen. */
export function cleanName(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (cleaned === '' || cleaned.length > 100)
    throw new PortalError('INVALID_NAME', 'Use a name of 1 to 100 characters.');
  return cleaned;
}
