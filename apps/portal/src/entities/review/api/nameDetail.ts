import 'server-only';
import type { Pool } from 'pg';
import type {
  ReviewDetail as LibraryDetail,
  ReviewException as LibraryException,
  ReviewFile as LibraryFile,
  ReviewDecision,
} from 'valetkey/postgres';
import { type Person, readPeople } from '@/shared/auth/index.server';
import type { ProfileStore } from '@/shared/profiles/index.server';
import type { FileCategory, ReviewDetail, ReviewException, ReviewFile } from '../model/ReviewFile';

type People = ReadonlyMap<string, Person>;

/** Shown for an account that is gone; its acts stay. */
const unknownName = 'Former account';

const nameOf = (people: People, id: string) => ({ id, name: people.get(id)?.name ?? unknownName });

function nameFile(file: LibraryFile, people: People): ReviewFile {
  return {
    ...file,
    category: file.category as FileCategory,
    owner: { ...nameOf(people, file.owner.id), email: people.get(file.owner.id)?.email ?? '' },
    claim: file.claim && { ...file.claim, by: nameOf(people, file.claim.by.id) },
  };
}

function idsOf(file: LibraryFile): string[] {
  return [file.owner.id, ...(file.claim === null ? [] : [file.claim.by.id])];
}

/** Files of the queue with the names that the library does not know. */
export async function nameFiles(pool: Pool, files: readonly LibraryFile[]): Promise<ReviewFile[]> {
  const people = await readPeople(pool, files.flatMap(idsOf));
  return files.map((file) => nameFile(file, people));
}

/** One file, likewise; everybody who did something is named, and what its profile asks of the page is said. */
export async function nameDetail(
  { pool, profiles }: { pool: Pool; profiles: Pick<ProfileStore, 'isWatermarked' | 'keptUntil'> },
  detail: LibraryDetail,
): Promise<ReviewDetail> {
  const people = await readPeople(pool, [
    ...idsOf(detail),
    ...[...detail.comments, ...detail.decisions].map(({ by }) => by.id),
    ...detail.comments.flatMap(({ mentions }) => mentions.map(({ id }) => id)),
    ...detail.events.map(({ actor }) => actor.id),
    ...(detail.legalHold === null ? [] : [detail.legalHold.by.id]),
  ]);
  const nameDecision = (decision: ReviewDecision) => ({ ...decision, by: nameOf(people, decision.by.id) });
  return {
    ...detail,
    ...nameFile(detail, people),
    isWatermarked: await profiles.isWatermarked(detail.profile),
    keptUntil: await profiles.keptUntil(detail.profile, detail.retainedFrom),
    legalHold: detail.legalHold && { ...detail.legalHold, by: nameOf(people, detail.legalHold.by.id) },
    versions: detail.versions.map((version) => ({
      ...version,
      decision: version.decision && nameDecision(version.decision),
    })),
    comments: detail.comments.map((comment) => ({
      ...comment,
      by: nameOf(people, comment.by.id),
      mentions: comment.mentions.map(({ id }) => nameOf(people, id)),
    })),
    decisions: detail.decisions.map(nameDecision),
    events: detail.events.map((event) => ({
      ...event,
      actor: {
        ...event.actor,
        name: event.actor.type === 'user' ? nameOf(people, event.actor.id).name : event.actor.id,
      },
    })),
  };
}

/** What was opened beside scopes, with the names of who opened what of whom. */
export async function nameExceptions(
  pool: Pool,
  exceptions: readonly LibraryException[],
): Promise<ReviewException[]> {
  const people = await readPeople(
    pool,
    exceptions.flatMap(({ by, owner }) => [by.id, owner.id]),
  );
  return exceptions.map((one) => ({
    ...one,
    by: nameOf(people, one.by.id),
    owner: nameOf(people, one.owner.id),
  }));
}
