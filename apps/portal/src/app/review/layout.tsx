import type { ReactNode } from 'react';
import { ReviewMemory } from '@/_pages/review';

/** Holds what queue and file share; it shows nothing, and every page below asks for itself who is looking. */
export default function Layout({ children }: { children: ReactNode }) {
  return <ReviewMemory>{children}</ReviewMemory>;
}
