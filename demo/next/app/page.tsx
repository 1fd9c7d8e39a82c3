import { headers } from 'next/headers';
import Script from 'next/script';

export default async function Home() {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <>
      <h1>With the script tag</h1>
      <rt-chat room="lobby" token-endpoint="/token" />
      <rt-call
        destination="/public/echo"
        label="Call the echo"
        mode="inline"
        token-endpoint="/token"
      />
      <Script src="/rt-embed/rt-embed.iife.js" strategy="afterInteractive" nonce={nonce} />
    </>
  );
}
