/** How much of the most there is. The number stands beside it, so nobody is read a picture. */
export function Bar({ value, most }: { value: number; most: number }) {
  const width = most === 0 ? 0 : Math.max((value / most) * 100, value > 0 ? 1 : 0);
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      className="h-2 w-full overflow-hidden rounded bg-sunken"
      aria-hidden="true"
    >
      <rect width={width} height="8" className="fill-accent" />
    </svg>
  );
}
