'use client';

import { extractionTexts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import type { ExtractedRecording } from '../model/Extraction';
import { recordingFacts } from '../model/recordingFacts';
import { FactList } from './FactList';

const texts = extractionTexts.recording;

/** What a film or a piece of sound says about itself, and about each of its tracks. */
export function RecordingFacts({ recording }: { recording: ExtractedRecording }) {
  const { hasPosition, isComplete, tracks } = recording;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FactList facts={recordingFacts(recording)} />
      {!isComplete && <p className="text-wait">{texts.moreTracks(tracks.length)}</p>}
      {hasPosition && <Notice look="wait">{texts.position}</Notice>}
      <p className="text-muted">{texts.note}</p>
    </div>
  );
}
