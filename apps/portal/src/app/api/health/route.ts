import { checkHealth, getPortal } from '@/shared/valetkey/index.server';

const trafficSymbol = Symbol.for('valetkey.portal.traffic');

function readTraffic(): unknown {
  const read: unknown = Reflect.get(globalThis, trafficSymbol);
  return typeof read === 'function' ? read() : undefined;
}

/** Whether everything the portal needs can be used now. */
export async function GET(): Promise<Response> {
  const { config, pool, probe, bucketClient } = getPortal();
  const health = await checkHealth({ pool, probe, bucketClient });
  const body = { ...health, ...(config.isTrafficExposed && { traffic: readTraffic() }) };
  return Response.json(body, {
    status: health.status === 'ok' ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
}
