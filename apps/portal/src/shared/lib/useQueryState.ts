'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';

type Values<Name extends string> = Readonly<Record<Name, string>>;

/**
 * What a page is asked for, kept in its address: a list that was filtered can be sent to somebody, bookmarked and reloaded.
 * An empty value is not in the address.
 *
 * @param names a constant array
 */
export function useQueryState<Name extends string>(
  names: readonly Name[],
): [Values<Name>, (patch: Partial<Record<Name, string>>) => void] {
  const search = useSearchParams();
  const pathname = usePathname();
  const values = useMemo(
    () => Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Values<Name>,
    [names, search],
  );
  const change = useCallback(
    (patch: Partial<Record<Name, string>>) => {
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries<string | undefined>(patch)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      history.replaceState(null, '', text === '' ? pathname : `${pathname}?${text}`);
    },
    [pathname],
  );
  return [values, change];
}
