import Document, { Head, Html, Main, NextScript, type DocumentContext } from 'next/document';
import { TrustedTypes } from '../lib/trusted-types';

/** Hands the nonce of proxy.ts on to Next's own scripts. */
export default class MyDocument extends Document<{ nonce?: string }> {
  static override async getInitialProps(context: DocumentContext) {
    const nonce = context.req?.headers['x-nonce'];
    return { ...(await Document.getInitialProps(context)), nonce: nonce?.toString() };
  }

  override render() {
    const { nonce } = this.props;
    return (
      <Html lang="en">
        <Head nonce={nonce}>
          <TrustedTypes nonce={nonce} />
          <link rel="icon" href="/icon.svg" />
        </Head>
        <body>
          <Main />
          <NextScript nonce={nonce} />
        </body>
      </Html>
    );
  }
}
