import { generalTexts } from '@/shared/texts';

/** The sign and the name; drawn by itself, because it is on pages that have no other picture. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5 font-semibold tracking-tight">
      <span className="grid size-8 place-items-center rounded-lg bg-accent text-on-accent">
        <svg
          viewBox="0 0 24 24"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden="true"
          className="size-[1.15rem]"
        >
          <circle cx="8" cy="8" r="4.5" />
          <path d="m11.3 11.3 8.2 8.2M16 16l-2.4 2.4M19 19l-2.2 2.2" />
        </svg>
      </span>
      {generalTexts.product}
    </span>
  );
}
