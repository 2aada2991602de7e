import { type Theme, themeCookie, themeOf } from './Theme';

const listeners = new Set<() => void>();
const yearSeconds = 365 * 24 * 60 * 60;

/** The theme of the page as it is shown. */
export function readTheme(): Theme {
  return themeOf(document.documentElement.dataset.theme);
}

export function subscribeToTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows the page in this theme, and every later page of this browser. */
export function chooseTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === 'system' ? 0 : yearSeconds;
  const secure = location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http, where a team may try this.
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
  for (const listener of listeners) listener();
}
