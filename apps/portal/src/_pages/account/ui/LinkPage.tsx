'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { accountTexts as texts } from '@/shared/texts';
import { Notice, textLink } from '@/shared/ui';
import { useLinkToken } from '../model/useLinkToken';
import { AccountLayout } from './AccountLayout';

/** A page that only a link opens: waits for the token, says when there is none, and hands it to what it holds. */
export function LinkPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead: string;
  children: (token: string) => ReactNode;
}) {
  const token = useLinkToken();
  return (
    <AccountLayout
      title={title}
      lead={lead}
      footer={
        <Link href="/sign-in" className={textLink}>
          {texts.forgotPage.back}
        </Link>
      }
    >
      {token === undefined && <p role="status">{texts.wait}</p>}
      {token === null && <Notice look="wait">{texts.noLink}</Notice>}
      {typeof token === 'string' && children(token)}
    </AccountLayout>
  );
}
