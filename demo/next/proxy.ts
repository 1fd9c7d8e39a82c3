import { NextResponse, type NextRequest } from 'next/server';
import { visitorCookie } from './lib/visitor';

/** Gives every page a policy with a nonce of its own, and every new visitor a cookie. */
export const proxy = (request: NextRequest): NextResponse => {
  const nonce = crypto.randomUUID();
  const policy = policyFor(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Next reads the nonce for its own scripts from here.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  // `next dev` evaluates texts, which the policy forbids.
  if (process.env.NODE_ENV === 'production') {
    response.headers.set('content-security-policy', policy);
  }
  if (!request.cookies.has(visitorCookie)) {
    const secure = request.nextUrl.protocol === 'https:';
    const options = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
    response.cookies.set(visitorCookie, crypto.randomUUID(), options);
  }
  return response;
};

const policyFor = (nonce: string): string => {
  const { BROKER_URL = '', CALL_URL = '' } = process.env;
  // The call service is asked over HTTP as well.
  const services = [BROKER_URL, CALL_URL, CALL_URL.replace(/^ws/, 'http')].filter(Boolean);
  const origins = services.map((url) => new URL(url).origin);
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self' ${[...new Set(origins)].join(' ')}`,
    "worker-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default lit-html nextjs',
  ].join('; ');
};

export const config = {
  // Pages, and neither files nor token routes.
  matcher: ['/((?!_next/|rt-embed/|api/|token$|icon\\.svg).*)'],
};
