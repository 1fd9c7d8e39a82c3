import fastify from 'fastify';
import { toNodeHandler } from 'rt-embed/server';
import { handler } from './token.js';

const tokens = toNodeHandler(handler);
const app = fastify();
app.post('/token', (request, reply) => {
  // Fastify has read the body, and leaves the answer to the handler.
  reply.hijack();
  return tokens(Object.assign(request.raw, { body: request.body }), reply.raw);
});
await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
