import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { parseQuery } from 'valetkey/server';
import { reviewerOf } from '@/shared/auth/index.server';
import { maxInsightDays } from '@/shared/insight-figures';
import { readInsight } from '@/shared/insight-figures/index.server';
import { answerCall } from '@/shared/valetkey/index.server';

const dayMs = 86_400_000;
const defaultDays = 30;

function readDay(text: string | null, name: string): number | null {
  if (text === null) return null;
  const time = /^20\d\d-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw new ValetKeyError('INVALID_QUERY', `${name} must be a day: 2030-01-31.`);
  return time;
}

/** `GET /api/metrics/summary?from&to`: days in UTC, both included. */
export function readSummary(request: Request): Promise<Response> {
  return answerCall(request, 'insight.read', async ({ portal, viewer }) => {
    // The figures are of everybody's files; of who sees some only, they would tell what the others are.
    if ((await reviewerOf(portal.pool, viewer)).scope != null)
      throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    const query = parseQuery(request.url, ['from', 'to']);
    const now = portal.clock();
    const today = Math.floor(now.getTime() / dayMs) * dayMs;
    const last = readDay(query.to, 'to') ?? today;
    const first = readDay(query.from, 'from') ?? last - (defaultDays - 1) * dayMs;
    if (first > last || last - first >= maxInsightDays * dayMs)
      throw new ValetKeyError(
        'INVALID_QUERY',
        `from must be to or one of the ${maxInsightDays - 1} days before it.`,
      );
    return Response.json(
      await readInsight(portal.pool, { from: new Date(first), to: new Date(last + dayMs), now }),
    );
  });
}
