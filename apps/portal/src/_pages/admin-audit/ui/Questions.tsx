'use client';

import { FileName } from '@/entities/file';
import { listPeople } from '@/entities/person';
import { auditTexts } from '@/shared/texts';
import { findFiles } from '../api/findFiles';
import { isFileId } from '../model/isFileId';
import { Lookup } from './Lookup';

const texts = auditTexts.questions;

type QuestionsProps = { onFile: (id: string) => void; onPerson: (id: string) => void };

/** The two questions an audit is asked, before any filter. */
export function Questions({ onFile, onPerson }: QuestionsProps) {
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Lookup
        question={texts.file}
        hint={texts.fileHint}
        label={texts.fileLabel}
        placeholder={texts.filePlaceholder}
        askLabel={texts.ask}
        countLabel={texts.filesMatch}
        readId={(typed) => (isFileId(typed) ? typed : null)}
        find={async (q, signal) =>
          (await findFiles(q, signal)).map(({ id, name, owner }) => ({
            id,
            title: <FileName name={name} />,
            note: <bdi>{owner}</bdi>,
          }))
        }
        onChosen={onFile}
      />
      <Lookup
        question={texts.person}
        hint={texts.personHint}
        label={texts.personLabel}
        placeholder={texts.personPlaceholder}
        askLabel={texts.ask}
        countLabel={texts.peopleMatch}
        find={async (q, signal) =>
          (await listPeople({ q, limit: 6, signal })).items.map(({ id, name, email }) => ({
            id,
            title: <bdi>{name}</bdi>,
            note: <bdi>{email}</bdi>,
          }))
        }
        onChosen={onPerson}
      />
    </div>
  );
}
