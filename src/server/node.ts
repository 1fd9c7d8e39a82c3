import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request of Node's; a server that reads bodies ahead leaves what it made of one in `body`. */
export type NodeRequest = IncomingMessage & { body?: unknown };

/**
 * Serves a `(Request) => Promise<Response>` handler from `node:http`, Express, Next's Pages Router and the
 * like. Where the body has been read already, `body` counts. It never rejects.
 */
export const toNodeHandler =
  (handler: (request: Request) => Promise<Response>) =>
  async (incoming: NodeRequest, outgoing: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    const answered = await answer(handler, incoming, gone.signal);
    // A time limit of the server's own may have answered meanwhile, or the visitor have gone.
    if (outgoing.headersSent || outgoing.destroyed) return;
    try {
      write(answered, incoming, outgoing);
    } catch (error) {
      // A status or a header that a Response may have and Node does not send.
      console.error('[rt] An answer could not be sent.', error);
      outgoing.destroy();
    }
  };

interface Answer {
  response: Response;
  body: Uint8Array;
}

const write = (
  { response, body }: Answer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void => {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    // Set-Cookie is the one header that may stand several times.
    if (name === 'set-cookie') outgoing.appendHeader(name, value);
    else outgoing.setHeader(name, value);
  }
  // What is left of an upload that was refused would otherwise be read as the next request.
  if (!incoming.complete) outgoing.setHeader('connection', 'close');
  outgoing.end(body);
};

const answer = async (
  handler: (request: Request) => Promise<Response>,
  incoming: NodeRequest,
  signal: AbortSignal,
): Promise<Answer> => {
  let request: Request;
  try {
    request = toRequest(incoming, signal);
  } catch {
    // A Host or a method that no Request can have: the caller's doing, nothing to report.
    return empty(400);
  }
  try {
    const response = await handler(request);
    return { response, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    console.error('[rt] A handler failed.', error);
    return empty(500);
  }
};

const empty = (status: number): Answer => ({
  response: new Response(null, { status }),
  body: new Uint8Array(),
});

const toRequest = (incoming: NodeRequest, signal: AbortSignal): Request => {
  const { method = 'GET', socket, url = '/' } = incoming;
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // Streaming a body up needs `duplex` (Fetch standard), which the DOM's types don't know yet.
  const init: RequestInit & { duplex?: 'half' } = { method, headers, signal };
  if (method !== 'GET' && method !== 'HEAD') {
    // An empty body ends without having been read from.
    const gone = incoming.readableDidRead || incoming.readableEnded;
    init.body = gone ? parsedBody(incoming.body) : bodyOf(incoming);
    init.duplex = 'half';
  }
  // Put together as text: as a relative URL, a path such as //evil.example would name the host,
  // and so make a foreign page look like one of this origin.
  return new Request(`${scheme}://${incoming.headers.host ?? 'localhost'}${url}`, init);
};

/** Bytes or text as they are; what a parser made of them as JSON again. */
const parsedBody = (body: unknown): string | Uint8Array<ArrayBuffer> => {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return body === undefined ? '' : JSON.stringify(body);
};

// Made by hand, since Readable.toWeb would bring node:stream into what runs at an edge as well.
const bodyOf = (incoming: IncomingMessage): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      incoming.on('data', (chunk: Uint8Array) => {
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.once('end', () => controller.close());
      incoming.once('error', (error) => controller.error(error));
      incoming.pause();
    },
    pull() {
      incoming.resume();
    },
    cancel() {
      incoming.removeAllListeners('data');
      incoming.removeAllListeners('end');
      incoming.resume();
    },
  });
