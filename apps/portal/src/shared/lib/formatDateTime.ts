import { formatDate } from './formatDate';

const two = (value: number) => String(value).padStart(2, '0');

/** `22 Nov 2026, 23:59:07 UTC`: the time everybody means, whoever reads it. */
export function formatDateTime(iso: string): string {
  const date = new Date(iso);
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${formatDate(iso)}, ${time} UTC`;
}
