import { useEffect, useState } from 'react';

/**
 * The token of the link that opened this page: `undefined` until the page runs, `null` when there is none. It is taken out of
 * the address at once, so that it stays in no history and in nothing that is shared.
 */
export function useLinkToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>();
  useEffect(() => {
    const found = new URLSearchParams(location.hash.slice(1)).get('token');
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
    setToken((known) => (known === undefined ? found : known));
  }, []);
  return token;
}
