import { getPortal } from '@/shared/valetkey/index.server';

const trafficSymbol = Symbol.for('valetkey.portal.traffic');

function readTraffic(): unknown {
  const read: unknown = Reflect.get(globalThis, trafficSymbol);
  return typeof read === 'function' ? read() : undefined;
}

/** Whether everything the portal needs can be used now. */
export async function GET(): Promise<Response> {
  const { config, checkHealth } = getPortal();
  const health = await checkHealth();
  const body = { ...health, ...(config.isTrafficExposed && { traffic: readTraffic() }) };
  return Response.json(body, {
    status: health.status === 'ok' ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
}
