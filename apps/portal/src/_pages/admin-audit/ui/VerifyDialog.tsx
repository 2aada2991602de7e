'use client';

import { useEffect, useRef, useState } from 'react';
import { type AuditChainReport, verifyAudit } from '@/entities/audit';
import { auditTexts } from '@/shared/texts';
import { Button, CopyField, Dialog, Notice, ProblemNotice } from '@/shared/ui';
import { describeReport } from '../model/describeReport';

const texts = auditTexts.verify;

/** Verifies while it is open, and says what was found. Closing it asks nobody to go on. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const [report, setReport] = useState<AuditChainReport | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  async function verify() {
    const controller = new AbortController();
    running.current = controller;
    setIsBusy(true);
    setError(null);
    setReport(null);
    try {
      setReport(await verifyAudit({ signal: controller.signal }));
    } catch (failure) {
      if (!controller.signal.aborted) setError(failure);
    }
    setIsBusy(false);
  }

  const words = report === null ? null : describeReport(report);
  return (
    <Dialog title={texts.title} description={texts.lead} width="wide" onClose={onClose}>
      {(close) => (
        <>
          <div className="mt-4 grid gap-4" aria-live="polite">
            {isBusy && (
              <div className="grid gap-2">
                <p className="text-sm">{texts.running}</p>
                <div className="h-1.5 overflow-hidden rounded-full bg-sunken">
                  <div className="h-full w-full animate-pulse rounded-full bg-accent" />
                </div>
              </div>
            )}
            {error !== null && <ProblemNotice error={error} />}
            {words !== null && (
              <>
                <Notice look={words.advice === null ? 'good' : 'bad'}>
                  <p className="font-semibold">{words.headline}</p>
                  {words.lines.map((line) => (
                    <p key={line} className="[overflow-wrap:anywhere]">
                      {line}
                    </p>
                  ))}
                </Notice>
                {words.advice !== null && <p className="text-sm">{words.advice}</p>}
                {report !== null && report.head !== null && (
                  <div>
                    <CopyField label={texts.head} value={report.head} />
                    <p className="text-sm text-muted">{texts.headHint}</p>
                  </div>
                )}
              </>
            )}
          </div>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Button onClick={close}>{texts.close}</Button>
            <Button look="primary" onClick={verify} isBusy={isBusy}>
              {report === null ? texts.button : texts.again}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
