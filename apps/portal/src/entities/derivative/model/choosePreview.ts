import type { Derivative } from './Derivative';

/** What a page shows large of a file, and why there is nothing. */
export type PreviewChoice =
  | { kind: 'picture'; picture: Derivative }
  | { kind: 'pages'; pages: Derivative[] }
  /** What plays, and what is seen until it does. `media` is `null` where nothing plays. */
  | { kind: 'video' | 'audio'; media: Derivative | null; picture: Derivative | null }
  /** `reason` is a word such as `tool_missing`; `null` for a file of which nothing is made. */
  | { kind: 'none'; reason: string | null };

const isShown = ({ state }: Derivative) => state === 'available' || state === 'pending';
const pageOf = ({ name }: Derivative) => Number(/^page-(\d+)$/.exec(name)?.[1] ?? 0);

/** The best there is of a file, or will be in a moment. */
export function choosePreview(derivatives: readonly Derivative[]): PreviewChoice {
  const shown = derivatives.filter(isShown);
  const web = shown.find(({ name }) => name === 'web');
  if (web !== undefined) return { kind: 'picture', picture: web };
  const pages = shown.filter((one) => pageOf(one) > 0).sort((a, b) => pageOf(a) - pageOf(b));
  if (pages.length > 0) return { kind: 'pages', pages };
  const media = shown.find(({ name }) => name === 'preview') ?? null;
  const poster = shown.find(({ name }) => name === 'poster') ?? null;
  const waveform = shown.find(({ name }) => name === 'waveform') ?? null;
  if (poster !== null || media?.contentType.startsWith('video/'))
    return { kind: 'video', media, picture: poster };
  if (waveform !== null || media !== null) return { kind: 'audio', media, picture: waveform };
  return { kind: 'none', reason: derivatives[0]?.reason ?? null };
}
