'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { describeRejection, describeScan, StateBadge } from '@/entities/file';
import type { ReviewDetail } from '@/entities/review';
import { formatBytes, formatDate, formatDateTime } from '@/shared/lib';
import { reviewTexts, scanTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { describeAgo } from '../model/describeAge';
import { isOpen } from '../model/describeReview';
import { defaultFilter, toSearch } from '../model/QueueFilter';
import { AskOwner } from './AskOwner';
import { DueTime } from './DueTime';
import { Section } from './Section';

const words = reviewTexts.file;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 py-2 sm:grid-cols-[8rem_minmax(0,1fr)] lg:grid-cols-1 xl:grid-cols-[7rem_minmax(0,1fr)]">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

type FileFactsProps = {
  detail: ReviewDetail;
  now: number;
  /** Places or lifts a legal hold; `null` for who may not. */
  onHold: (() => void) | null;
};

/** What is known about the file as it is now. */
export function FileFacts({ detail, now, onHold }: FileFactsProps) {
  const {
    owner,
    size,
    contentType,
    category,
    path,
    state,
    scan,
    checksumSha256,
    createdAt,
    versions,
    version,
  } = detail;
  const current = versions.find((one) => one.version === version);
  return (
    <Section title={words.facts}>
      <dl className="-my-2 divide-y divide-line text-sm">
        <Fact name={words.owner}>
          <bdi className="block font-medium">{owner.name}</bdi>
          <span className="block text-muted">{owner.email}</span>
          <Link
            href={`/review${toSearch({ ...defaultFilter, tab: 'all', owner: owner.id })}`}
            prefetch={false}
            className={`${textLink} inline-block`}
          >
            {words.allOfOwner}
          </Link>
          <AskOwner owner={owner} />
        </Fact>
        <Fact name={words.size}>{size === null ? '–' : formatBytes(size)}</Fact>
        <Fact name={words.kind}>
          {reviewTexts.queue.kindNames[category]} <span className="text-muted">({contentType})</span>
        </Fact>
        {path !== null && (
          <Fact name={words.folder}>
            <bdi>{path}</bdi>
          </Fact>
        )}
        <Fact name={words.uploaded}>
          {describeAgo(current?.createdAt ?? createdAt, now)}
          <time dateTime={current?.createdAt ?? createdAt} className="block text-muted">
            {formatDateTime(current?.createdAt ?? createdAt)}
          </time>
        </Fact>
        {detail.dueAt !== null && isOpen(detail) && (
          <Fact name={words.due}>
            <DueTime dueAt={detail.dueAt} now={now} isExact />
          </Fact>
        )}
        <Fact name={words.check}>
          <StateBadge state={state} />
          {current?.rejection && <p className="mt-1 text-bad">{describeRejection(current.rejection)}</p>}
        </Fact>
        {detail.keptUntil !== null && (
          <Fact name={words.keptUntil}>
            <time dateTime={detail.keptUntil}>{formatDate(detail.keptUntil)}</time>
            {isOpen(detail) && <span className="block text-muted">{words.keptLonger}</span>}
          </Fact>
        )}
        {(detail.isLegallyHeld || onHold !== null) && (
          <Fact name={words.legalHold}>
            <span className={detail.isLegallyHeld ? 'font-medium' : 'text-muted'}>
              {detail.isLegallyHeld ? words.kept : words.notKept}
            </span>
            {detail.legalHold !== null && (
              <span className="block text-muted">
                {words.placedBefore}
                <bdi>{detail.legalHold.by.name}</bdi>
                {words.placedAfter}
                <time dateTime={detail.legalHold.at}>{formatDateTime(detail.legalHold.at)}</time>
              </span>
            )}
            {onHold !== null && (
              <button type="button" onClick={onHold} className={`${textLink} mt-1 block`}>
                {detail.isLegallyHeld ? words.liftHold : words.placeHold}
              </button>
            )}
          </Fact>
        )}
        <Fact name={scanTexts.label}>{describeScan(scan)}</Fact>
        {checksumSha256 !== null && (
          <Fact name={checksumSha256.includes('-') ? words.partsChecksum : words.checksum}>
            <code className="text-xs">{checksumSha256}</code>
          </Fact>
        )}
      </dl>
    </Section>
  );
}
