'use client';

import { useSyncExternalStore } from 'react';
import { callApi } from '@/shared/api';
import { shellTexts } from '@/shared/texts';
import { chooseTheme, readTheme, subscribeToTheme, type Theme } from '@/shared/theme';
import { Icon, MenuButton, showToast } from '@/shared/ui';

const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** Ends the session; leaving the page stops every transfer, and the answer clears what the browser kept. */
async function signOut(): Promise<void> {
  try {
    await callApi('/api/auth/sign-out', { method: 'POST', body: {} });
    location.assign('/sign-in');
  } catch {
    showToast(shellTexts.signOutFailed);
  }
}

/** Who is signed in, and what belongs to them everywhere: account, colours, the way out. */
export function AccountMenu({ email }: { email: string }) {
  const chosen = useSyncExternalStore<Theme>(subscribeToTheme, readTheme, () => 'system');
  return (
    <MenuButton
      label={shellTexts.account}
      items={[
        { heading: email },
        { label: shellTexts.accountPage, icon: 'person', href: '/account' },
        'separator',
        { heading: shellTexts.theme.label },
        ...themes.map((theme) => ({
          label: shellTexts.theme[theme],
          isChecked: theme === chosen,
          onSelect: () => chooseTheme(theme),
        })),
        'separator',
        { label: shellTexts.signOut, icon: 'close', onSelect: signOut },
      ]}
    >
      <Icon name="person" />
    </MenuButton>
  );
}
