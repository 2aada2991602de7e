'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { FileName } from '@/entities/file';
import type { BulkOutcome, BulkWork, ReviewFile } from '@/entities/review';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Dialog, ProgressBar } from '@/shared/ui';
import { runBulk } from '../model/runBulk';
import { BulkAssignment } from './BulkAssignment';
import type { BulkAction } from './BulkBar';
import { BulkDecision } from './BulkDecision';
import { BulkHold } from './BulkHold';

const words = reviewTexts.bulk;
/** What needs a word more before it is done, and where that is asked for. */
const forms = { decide: BulkDecision, assign: BulkAssignment, hold: BulkHold } as const;

type BulkDialogProps = {
  action: BulkAction;
  files: readonly ReviewFile[];
  viewerId: string;
  onOutcomes: (outcomes: readonly BulkOutcome[]) => void;
  onClose: () => void;
};

type Refused = Extract<BulkOutcome, { code: string }>;

function describeRefusal({ code, detail }: Refused): string {
  const sentences: Readonly<Record<string, string>> = words.problems;
  return Object.hasOwn(sentences, code) ? (sentences[code] ?? detail) : detail;
}

/** One thing done to many files: what it is, how far it is, and what became of each. */
export function BulkDialog({ action, files: given, viewerId, onOutcomes, onClose }: BulkDialogProps) {
  // What is selected changes while it is worked on.
  const [files] = useState(given);
  const [outcomes, setOutcomes] = useState<readonly BulkOutcome[] | null>(null);
  const isStarted = useRef(false);

  async function run(work: BulkWork): Promise<void> {
    if (isStarted.current) return;
    isStarted.current = true;
    setOutcomes([]);
    await runBulk({
      work,
      files,
      onOutcomes: (more) => {
        setOutcomes((before) => [...(before ?? []), ...more]);
        onOutcomes(more);
      },
    });
  }

  const start = useRef(() => (action === 'claim' || action === 'release' ? run({ action }) : undefined));
  useEffect(() => void start.current(), []);
  const form =
    action === 'claim' || action === 'release' ? null : { Fields: forms[action], lead: words.leads[action] };

  return (
    <Dialog
      title={words.titles[action]}
      {...(form !== null && outcomes === null && { description: form.lead(files.length) })}
      onClose={onClose}
    >
      {(close) =>
        outcomes === null ? (
          form !== null && <form.Fields files={files} viewerId={viewerId} onStart={run} onCancel={close} />
        ) : (
          <BulkProgress files={files} outcomes={outcomes} onDone={close} />
        )
      }
    </Dialog>
  );
}

type BulkProgressProps = {
  files: readonly ReviewFile[];
  outcomes: readonly BulkOutcome[];
  onDone: () => void;
};

function BulkProgress({ files, outcomes, onDone }: BulkProgressProps) {
  const id = useId();
  const names = new Map(files.map((file) => [file.id, file.name]));
  const refused = outcomes.filter((outcome): outcome is Refused => 'code' in outcome);
  const isDone = outcomes.length >= files.length;
  const progress = words.progress(outcomes.length, files.length);
  return (
    <div className="mt-4 grid gap-4">
      <ProgressBar
        label={progress}
        progress={outcomes.length / files.length}
        look={isDone ? (refused.length === 0 ? 'done' : 'stopped') : 'moving'}
      />
      <p role="status" id={id}>
        {isDone ? words.done(outcomes.length - refused.length, refused.length) : progress}
      </p>
      {refused.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
        <ul aria-label={words.failed} tabIndex={0} className="grid max-h-64 gap-2 overflow-y-auto text-sm">
          {refused.map((outcome) => (
            <li key={outcome.id}>
              <span className="block font-medium [overflow-wrap:anywhere]">
                <FileName name={names.get(outcome.id) ?? outcome.id} />
              </span>
              <span className="block text-muted">{describeRefusal(outcome)}</span>
            </li>
          ))}
        </ul>
      )}
      {isDone && (
        <div className="flex justify-end">
          <Button look="primary" onClick={onDone} autoFocus>
            {generalTexts.close}
          </Button>
        </div>
      )}
    </div>
  );
}
