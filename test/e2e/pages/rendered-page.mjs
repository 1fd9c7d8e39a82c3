import { randomBytes } from 'node:crypto';
import { renderSkeleton } from 'rt-embed/server';

export const renderedPage = () => {
  const nonce = randomBytes(16).toString('base64');
  const html = `<!doctype html>
<html lang="en">
  <head>
    <title>Lobby</title>
    <script defer src="/rt-embed/rt-embed.iife.js"></script>
  </head>
  <body>
    <h1>Lobby</h1>
    ${renderSkeleton(
      'rt-chat',
      { 'token-endpoint': '/token', room: 'lobby' },
      { nonce, text: 'The chat is loading…' },
    )}
    <p>Be kind.</p>
  </body>
</html>`;
  const policy = `script-src 'self'; style-src 'self' 'nonce-${nonce}'`;
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  });
};
