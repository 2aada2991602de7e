/** Where something will be in a moment; nothing to a screen reader, which is told by `aria-busy` or in words. */
export function Skeleton({ className = 'h-4 w-full' }: { className?: string }) {
  return <span aria-hidden="true" className={`block animate-pulse rounded-md bg-sunken ${className}`} />;
}
