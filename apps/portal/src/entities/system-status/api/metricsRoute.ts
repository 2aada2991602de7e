import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { isSecretOf } from '@/shared/storage-events/index.server';
import { answerMachineCall } from '@/shared/valetkey/index.server';
import { toPrometheus } from '../model/toPrometheus';
import { readSystemStatus } from './readSystemStatus';

/** `GET /metrics`, for Prometheus with the token of the environment; without one there is nothing here. */
export function scrapeMetrics(request: Request): Promise<Response> {
  return answerMachineCall(request, async ({ portal }) => {
    const { metricsToken } = portal.config;
    if (metricsToken === null) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    if (!isSecretOf(request, metricsToken)) {
      await portal.authLimits.countAddress('GET /metrics', request);
      throw new ValetKeyError('UNAUTHENTICATED', 'Send the value of METRICS_TOKEN as a bearer token.');
    }
    const text = toPrometheus(await readSystemStatus(portal), {
      uptimeSeconds: process.uptime(),
      residentBytes: process.memoryUsage.rss(),
    });
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  });
}
