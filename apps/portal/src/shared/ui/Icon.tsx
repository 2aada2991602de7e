import type { ReactNode } from 'react';

const paths = {
  key: (
    <>
      <circle cx="8" cy="8" r="4.5" />
      <path d="m11.3 11.3 8.2 8.2M16 16l-2.4 2.4M19 19l-2.2 2.2" />
    </>
  ),
  upload: <path d="M12 16V4m0 0L7 9m5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3" />,
  download: <path d="M12 4v12m0 0-5-5m5 5 5-5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3" />,
  pause: <path d="M8 5v14M16 5v14" />,
  play: <path d="M7 5v14l11-7z" />,
  plus: <path d="M12 5v14M5 12h14" />,
  minus: <path d="M5 12h14" />,
  fit: <path d="M9 4H4v5m11-5h5v5M4 15v5h5m11-5v5h-5M9.5 9.5h5v5h-5z" />,
  actual: <path d="m5 8 2.5-1.5v11M15.5 8 18 6.5v11M12 10v.01M12 15v.01" />,
  turn: <path d="M20 11a8 8 0 1 0-2.3 6.6M20 5v6h-6" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  retry: <path d="M4 11a8 8 0 1 1 2.3 6.6M4 5v6h6" />,
  trash: (
    <path d="M4 7h16M10 11v6m4-6v6M6 7l1 12a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1l1-12M9 7V5a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v2" />
  ),
  pencil: <path d="m4 20 .8-4L15.6 5.2a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L8 19.2zM14 7l3 3" />,
  search: (
    <>
      <circle cx="11" cy="11" r="6.5" />
      <path d="m16 16 4.5 4.5" />
    </>
  ),
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  alert: (
    <path d="M12 8v5m0 3.5v.01M10.3 4.4 3 17.5A2 2 0 0 0 4.7 20.5h14.6a2 2 0 0 0 1.7-3L13.7 4.4a2 2 0 0 0-3.4 0Z" />
  ),
  file: (
    <path d="M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5zm0 0v5h5" />
  ),
  more: <path d="M5 12v.01M12 12v.01M19 12v.01" strokeWidth="2.6" />,
  folder: (
    <path d="M3.5 7.5v11a1 1 0 0 0 1 1h15a1 1 0 0 0 1-1V9a1 1 0 0 0-1-1H12L9.5 5.5h-5a1 1 0 0 0-1 1z" />
  ),
  image: (
    <>
      <rect x="3.5" y="4.5" width="17" height="15" rx="2" />
      <circle cx="9" cy="10" r="1.6" />
      <path d="m4 17 5-4 3.5 3 3-2.5L20 17" />
    </>
  ),
  video: (
    <>
      <rect x="3.5" y="5.5" width="12" height="13" rx="2" />
      <path d="m15.5 10.5 5-3v9l-5-3" />
    </>
  ),
  audio: (
    <path d="M9 17.5V5.5l10-2v12M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Zm10-2a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z" />
  ),
  sheet: (
    <>
      <rect x="4" y="4.5" width="16" height="15" rx="1.5" />
      <path d="M4 9.5h16M4 14.5h16M10 4.5v15" />
    </>
  ),
  slides: <path d="M3.5 4.5h17M5 4.5V15h14V4.5M12 15v2m-3.5 3 3.5-3 3.5 3" />,
  text: <path d="M5 6h14M5 10h14M5 14h14M5 18h8" />,
  archive: <path d="M4 8.5h16V19a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM3 4.5h18v4H3zM10 12h4" />,
  camera: (
    <>
      <path d="M4.5 8h3L9 5.5h6L16.5 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1Z" />
      <circle cx="12" cy="13" r="3.3" />
    </>
  ),
  restore: <path d="M4 5v6h6M4.3 11a8 8 0 1 1 2 6.6M12 8v4.5l3 1.5" />,
  filter: <path d="M4 6h16M7 12h10M10 18h4" />,
  offline: (
    <path d="M3 3l18 18M8.5 14.5a5 5 0 0 1 5-1.2M5 11a10 10 0 0 1 4-2.4m4-.6a10 10 0 0 1 6 3M12 18.5v.01" />
  ),
  copy: (
    <path d="M9 9h9.5a1 1 0 0 1 1 1v9.5a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM5 15.5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9.5a1 1 0 0 1 1 1" />
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="3.8" />
      <path d="M4.8 20a7.2 7.2 0 0 1 14.4 0" />
    </>
  ),
  mail: (
    <path d="M4.5 5.5h15a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1Zm-1 1.5 8.5 6 8.5-6" />
  ),
  shield: <path d="M12 3.5 5 6v5.5c0 4.2 2.8 7.4 7 9 4.2-1.6 7-4.8 7-9V6zm-3 8.4 2.2 2.2 3.9-4.2" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8.2" />
      <path d="M12 7.5V12l3 2" />
    </>
  ),
  bell: <path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2H4.5zM10 20.5a2.2 2.2 0 0 0 4 0" />,
  down: <path d="m6 9.5 6 6 6-6" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

/** A line icon; decoration only, its meaning is always in words beside it or in the control's name. */
export function Icon({ name, className = 'size-5' }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className={`shrink-0 ${className}`}
    >
      {paths[name]}
    </svg>
  );
}
