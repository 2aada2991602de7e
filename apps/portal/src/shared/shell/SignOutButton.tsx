'use client';

import { useState } from 'react';
import { callApi } from '@/shared/api';
import { Button } from '@/shared/ui';

/** Ends the session; leaving the page stops every transfer, and the answer clears what the browser kept. */
export function SignOutButton() {
  const [state, setState] = useState<'ready' | 'busy' | 'failed'>('ready');

  async function signOut() {
    setState('busy');
    try {
      await callApi('/api/auth/sign-out', { method: 'POST', body: {} });
      location.assign('/sign-in');
    } catch {
      setState('failed');
    }
  }

  return (
    <Button look="secondary" onClick={signOut} disabled={state === 'busy'}>
      Sign out
      {state === 'failed' && (
        <span role="alert" className="text-bad">
          did not work, try again
        </span>
      )}
    </Button>
  );
}
