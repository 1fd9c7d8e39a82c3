import 'rt-embed/rt-chat';
import 'rt-embed/rt-status';

export default function Classic() {
  return (
    <main>
      <h1>With the Pages Router</h1>
      <rt-status
        topic="jobs/build"
        value-path="value"
        kind="progress"
        label="Build"
        token-endpoint="/api/token"
      />
      <rt-chat room="lobby" token-endpoint="/api/token" />
    </main>
  );
}

// Rendered for each visitor: a page that was rendered at build time has no nonce.
export const getServerSideProps = () => ({ props: {} });
