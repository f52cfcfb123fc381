import type { Session } from './session.ts';

/** Whether the API server says it is ready; one try, and no error. */
export async function isReady(session: Session, signal?: AbortSignal): Promise<boolean> {
  try {
    const { client, credentials } = await session.authorize();
    session.onRequest({ verb: 'probe', path: '/readyz', attempt: 1 });
    const response = await client.request(
      { method: 'GET', path: '/readyz', headers: {}, body: undefined, signal },
      credentials,
    );
    await response.body.dump();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}
