import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { TrustedTypes } from '../lib/trusted-types';
import './globals.css';

export const metadata: Metadata = { title: 'rt-embed in Next.js' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Asking for it has each page rendered for its visitor, since one made at build time has no nonce.
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <html lang="en">
      <head>
        <TrustedTypes nonce={nonce} />
      </head>
      <body>
        <nav>
          <Link href="/">Script tag</Link>
          <Link href="/team">Component</Link>
          <Link href="/about">About</Link>
          <a href="/classic">Pages Router</a>
        </nav>
        <main>{children}</main>
      </body>
    </html>
  );
}
