import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { z } from 'zod';
import { readJson } from '@/shared/api/index.server';
import { crossCheckProfile, profileName, profileShape } from '@/shared/profiles/index.server';

const newProfile = z.strictObject({ name: profileName, ...profileShape });
const changedProfile = z.strictObject({
  ...profileShape,
  revision: z.int({ error: 'expected the revision that was read' }).min(0),
});

function describe(issue: z.core.$ZodIssue): string {
  const [field] = issue.path;
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: not known here`;
  return `${String(field ?? 'body')}: ${issue.message}`;
}

/** Reads a body whose every wrong value is named at once, for a form to show. */
async function readNamed<Schema extends z.ZodType<{ maxSizeBytes: number; maxBytes: number | null }>>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = await readJson(request, z.record(z.string(), z.unknown()));
  const parsed = schema.safeParse(body);
  const problems = parsed.success ? crossCheckProfile(parsed.data) : parsed.error.issues.map(describe);
  if (parsed.success && problems.length === 0) return parsed.data;
  const isUnknown = !parsed.success && parsed.error.issues.every(({ code }) => code === 'unrecognized_keys');
  const detail = `${[...new Set(problems)].join('; ')}.`;
  throw new ValetKeyError(isUnknown ? 'UNKNOWN_FIELD' : 'INVALID_BODY', detail);
}

export const readNewProfile = (request: Request) => readNamed(request, newProfile);

export const readChangedProfile = (request: Request) => readNamed(request, changedProfile);
