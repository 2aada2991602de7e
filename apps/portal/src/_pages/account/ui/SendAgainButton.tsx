'use client';

import { useState } from 'react';
import { ApiError } from '@/shared/api';
import { accountTexts as texts } from '@/shared/texts';
import { Button } from '@/shared/ui';
import { sendVerificationEmail } from '../model/accountLinks';

/** Another mail with the link that confirms an address. */
export function SendAgainButton({ email }: { email: string }) {
  const [isBusy, setIsBusy] = useState(false);
  const [answer, setAnswer] = useState<string | null>(null);

  async function send() {
    setIsBusy(true);
    try {
      await sendVerificationEmail(email);
      setAnswer(texts.unverified.sent);
    } catch (error) {
      setAnswer(error instanceof ApiError ? error.message : texts.failed);
    }
    setIsBusy(false);
  }

  return (
    <div className="mt-3 grid gap-2">
      <Button isBusy={isBusy} onClick={send}>
        {texts.unverified.sendAgain}
      </Button>
      <p role="status">{answer}</p>
    </div>
  );
}
