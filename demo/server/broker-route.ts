import type { DemoBroker } from './demo-broker.js';

/** `GET` and `POST /demo/broker`: whether the broker runs, and the switch for it. */
export const brokerRoute =
  (broker: DemoBroker | undefined) =>
  async (request: Request): Promise<Response> => {
    if (!broker)
      return Response.json({ error: 'The broker is not the demo’s own.' }, { status: 409 });
    if (request.method === 'POST') {
      const running = await wantedState(request);
      if (running === undefined)
        return Response.json({ error: 'Send {"running": …}.' }, { status: 400 });
      await (running ? broker.start() : broker.stop());
    } else if (request.method !== 'GET') {
      return new Response(null, { status: 405, headers: { allow: 'GET, POST' } });
    }
    return Response.json({ running: broker.running }, { headers: { 'cache-control': 'no-store' } });
  };

const wantedState = async (request: Request): Promise<boolean | undefined> => {
  // Only JSON: a form of another site can't send that without asking first.
  if (!request.headers.get('content-type')?.startsWith('application/json')) return undefined;
  try {
    const body = (await request.json()) as unknown;
    const running =
      typeof body === 'object' && body !== null && 'running' in body ? body.running : undefined;
    return typeof running === 'boolean' ? running : undefined;
  } catch {
    return undefined; // not JSON: answered with 400
  }
};
