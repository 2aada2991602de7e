import Link from 'next/link';

type Section = { href: string; label: string };

/** The places inside a main place. It wraps instead of scrolling: what one cannot see, one does not look for. */
export function SectionNav({
  label,
  sections,
  current,
}: {
  label: string;
  sections: readonly Section[];
  current: string;
}) {
  return (
    <nav aria-label={label} className="border-b border-line bg-surface">
      <ul className="mx-auto flex max-w-6xl flex-wrap gap-x-1 px-2 sm:px-4">
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
