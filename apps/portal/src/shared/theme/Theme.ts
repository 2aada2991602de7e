/** What somebody chose for this browser; `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

/** A cookie, because the server renders the choice into the first byte of the page: no flash, no script in the head. */
export const themeCookie = 'theme';

export function themeOf(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}
