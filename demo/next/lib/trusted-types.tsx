// Under `require-trusted-types-for 'script'` a script can only be loaded through a policy. Next 16 and
// React 19 have none for what they load and make themselves, so this is theirs: scripts of this site
// only, and the one piece of HTML by which React makes a script element.
const policy = `self.trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => (new URL(url, location).origin === location.origin ? url : null),
  createHTML: (html) => (html === '<script></' + 'script>' ? html : null),
});`;

/** Has to stand before all other scripts of a page. */
export function TrustedTypes({ nonce }: { nonce?: string }) {
  return (
    <script nonce={nonce} dangerouslySetInnerHTML={{ __html: policy }} suppressHydrationWarning />
  );
}
