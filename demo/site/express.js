import express from 'express';
import { toNodeHandler } from 'rt-embed/server';
import { handler } from './token.js';
import { newVisitor, visitorOf } from './visitor.js';

const app = express();
app.post('/token', toNodeHandler(handler));
app.use('/rt-embed', express.static('node_modules/rt-embed/dist/cdn'));
app.get('/', (request, response, next) => {
  if (!visitorOf(request.headers.cookie)) response.append('set-cookie', newVisitor());
  next();
});
app.use(express.static('public'));
app.listen(process.env.PORT ?? 3000, '127.0.0.1');
