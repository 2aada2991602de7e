/** How a link that acts like the page's main button looks. */
export const primaryLink =
  'inline-flex min-h-10 items-center justify-center rounded-lg bg-accent px-4 text-sm font-medium text-on-accent hover:bg-accent-strong';

/** How a link within text looks. */
export const textLink = 'font-medium text-accent underline underline-offset-2 hover:text-accent-strong';
