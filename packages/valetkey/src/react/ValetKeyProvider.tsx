'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { createUploader } from '../client/createUploader.ts';
import { guardLeavePage } from '../client/guardLeavePage.ts';
import type { MetadataByProfile, Uploader, UploaderOptions } from '../client/index.ts';
import { keepScreenAwake } from '../client/keepScreenAwake.ts';

const UploaderContext = createContext<Uploader | null>(null);

export type ValetKeyProviderProps = {
  /** An uploader of your own; it outlives the provider. @default one made from `options` */
  uploader?: Uploader | undefined;
  /** Read once, when the provider is first rendered. */
  options?: UploaderOptions | undefined;
  /** Ask before the page is left while something is being uploaded. @default true */
  guardsLeavePage?: boolean | undefined;
  /** Keep the screen on while something is being uploaded. @default true */
  keepsScreenAwake?: boolean | undefined;
  children?: ReactNode;
};

/** Gives the components below one uploader. Uploads go on when pages change below it. */
export function ValetKeyProvider({
  uploader,
  options,
  guardsLeavePage = true,
  keepsScreenAwake = true,
  children,
}: ValetKeyProviderProps) {
  const [own] = useState(() => uploader ?? createUploader(options));
  const current = uploader ?? own;
  useEffect(() => (guardsLeavePage ? guardLeavePage(current) : undefined), [current, guardsLeavePage]);
  useEffect(() => (keepsScreenAwake ? keepScreenAwake(current) : undefined), [current, keepsScreenAwake]);
  return <UploaderContext.Provider value={current}>{children}</UploaderContext.Provider>;
}

/** The uploader of the nearest provider. */
export function useUploader<Metadata extends MetadataByProfile = MetadataByProfile>(): Uploader<Metadata> {
  const uploader = useContext(UploaderContext);
  if (!uploader) throw new Error('useUploader needs a <ValetKeyProvider> above it.');
  return uploader as Uploader<Metadata>;
}
