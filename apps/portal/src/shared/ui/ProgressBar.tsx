const looks = { moving: 'bg-accent', done: 'bg-good', stopped: 'bg-line-strong', failed: 'bg-bad' } as const;

/**
 * Progress from 0 to 1. The width is set by script after the page is there: a `style` attribute in served markup would be
 * refused by the content security policy, so render it in the browser only.
 */
export function ProgressBar({
  label,
  progress,
  look = 'moving',
}: {
  label: string;
  progress: number;
  look?: keyof typeof looks;
}) {
  const percent = Math.floor(Math.min(1, Math.max(0, progress)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 w-full overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={`h-full rounded-full transition-[width] duration-200 ${looks[look]}`}
        style={{ width: `${progress * 100}%` }}
      />
    </div>
  );
}
