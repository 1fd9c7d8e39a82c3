import express from 'express';
import { toNodeHandler } from 'rt-embed/server';
import { handler } from './token.js';
import { newVisitor } from './visitor.js';

const app = express();
app.post('/token', toNodeHandler(handler));
app.use('/rt-embed', express.static('node_modules/rt-embed/dist/cdn'));
app.get('/', (request, response, next) => {
  if (!request.headers.cookie?.includes('visitor=')) response.append('set-cookie', newVisitor());
  next();
});
app.use(express.static('public'));
app.listen(process.env.PORT ?? 3000, '127.0.0.1');
