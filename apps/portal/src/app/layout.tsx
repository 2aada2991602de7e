import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { type Theme, themeCookie, themeOf } from '@/shared/theme';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Valet Key', template: '%s · Valet Key' },
  description: 'Hand over files privately and get them back.',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
  formatDetection: { telephone: false },
};

const canvas = { light: '#f5f6f8', dark: '#101317' };

async function chosenTheme(): Promise<Theme> {
  return themeOf((await cookies()).get(themeCookie)?.value);
}

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  return {
    width: 'device-width',
    initialScale: 1,
    themeColor:
      theme === 'system'
        ? [
            { media: '(prefers-color-scheme: light)', color: canvas.light },
            { media: '(prefers-color-scheme: dark)', color: canvas.dark },
          ]
        : canvas[theme],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is rendered for its request, so that its scripts carry that request's nonce.
  await connection();
  const theme = await chosenTheme();
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <body>{children}</body>
    </html>
  );
}
