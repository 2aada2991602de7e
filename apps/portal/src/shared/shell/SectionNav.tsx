import Link from 'next/link';
import { Icon } from '@/shared/ui';

type Section = { href: string; label: string };

/**
 * The places inside a main place. Where there is room they stand side by side, and wrap instead of scrolling: what one cannot see, one does not
 * look for. On a narrow screen, where they would take four rows, one row says where one is and opens the others.
 */
export function SectionNav({
  label,
  sections,
  current,
}: {
  label: string;
  sections: readonly Section[];
  current: string;
}) {
  const here = sections.find(({ href }) => href === current);
  return (
    <nav aria-label={label} className="border-b border-line bg-surface">
      {/* Another place is another element, which begins closed. */}
      <details key={current} className="group sm:hidden">
        <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 px-4 text-sm font-medium focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
          <span className="text-muted">{label}</span>
          <span className="min-w-0 flex-1 truncate">{here?.label}</span>
          <Icon name="down" className="size-4 text-muted group-open:rotate-180" />
        </summary>
        <ul className="border-t border-line py-1">
          {sections.map(({ href, label: name }) => (
            <li key={href}>
              <Link
                href={href}
                aria-current={href === current ? 'page' : undefined}
                className="flex min-h-11 items-center border-l-2 border-transparent px-4 text-sm font-medium text-muted hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:text-ink"
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </details>
      <ul className="mx-auto hidden max-w-6xl flex-wrap gap-x-1 px-4 sm:flex">
        {sections.map(({ href, label: name }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={href === current ? 'page' : undefined}
              className="block border-b-2 border-transparent px-2 py-2.5 text-sm font-medium text-muted hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
