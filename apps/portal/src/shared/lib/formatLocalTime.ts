const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const two = (value: number) => String(value).padStart(2, '0');

/** `15:04:05`, in the zone of whoever reads it, with the date where that is another one than in UTC. For the browser only. */
export function formatLocalTime(iso: string): string {
  const date = new Date(iso);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  if (date.getDate() === date.getUTCDate()) return time;
  return `${date.getDate()} ${months[date.getMonth()]}, ${time}`;
}
