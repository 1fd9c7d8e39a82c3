import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boxes } from '../../src/loader/boxes.js';
import { renderSkeleton } from '../../src/server/index.js';

const placeholder = (inside: string): string =>
  `<template shadowrootmode="open">${inside}<span part="placeholder">Loading…</span></template>`;

void describe('a skeleton', () => {
  void it('is the tag with its attributes and something to see', () => {
    assert.equal(
      renderSkeleton('rt-chat', { 'token-endpoint': '/token', room: 'lobby' }),
      `<rt-chat token-endpoint="/token" room="lobby">${placeholder('')}</rt-chat>`,
    );
  });

  void it('has a style where the page’s policy has a nonce for it', () => {
    const nonce = 'c29tZQ+/-_==';
    const style = `<style nonce="${nonce}">${boxes}</style>`;
    assert.equal(
      renderSkeleton('rt-status', {}, { nonce }),
      `<rt-status>${placeholder(style)}</rt-status>`,
    );
  });

  void it('writes numbers and flags as HTML does, and leaves out what is not there', () => {
    const attributes = { max: 5, 'no-video': true, 'no-audio': false, label: '', a: null };
    const html = renderSkeleton('rt-call', { ...attributes, b: undefined }, { text: '' });
    assert.match(html, /^<rt-call max="5" no-video label=""><template/);
  });

  void it('escapes what could end an attribute, or begin a tag', () => {
    const hostile = `"'><script>alert(1)</script>&quot;\r\n<!--</template>`;
    const html = renderSkeleton('rt-chat', { room: hostile }, { text: hostile });
    const safe =
      '&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;quot;&#13;\n&lt;!--&lt;/template&gt;';
    assert.ok(html.startsWith(`<rt-chat room="${safe}"><template`), html);
    assert.ok(html.endsWith(`>${safe}</span></template></rt-chat>`), html);
  });

  for (const name of ['onclick', 'on-error', 'x onload', 'a"b', 'A', '-a', 'a=b', 'a/', 'é', '']) {
    void it(`refuses the attribute ${JSON.stringify(name)}`, () => {
      assert.throws(() => renderSkeleton('rt-chat', { [name]: 'x' }), TypeError);
      // Nor does it let one pass because it would not be written this time.
      assert.throws(() => renderSkeleton('rt-chat', { [name]: false }), TypeError);
    });
  }

  for (const nonce of ['', '"', 'a b', "a'", '=a', 'a">', 'a\n']) {
    void it(`refuses the nonce ${JSON.stringify(nonce)}`, () => {
      assert.throws(() => renderSkeleton('rt-chat', {}, { nonce }), TypeError);
    });
  }

  for (const tag of ['script', 'rt-chat onload', 'rt-call,rt-chat', '']) {
    void it(`refuses the tag ${JSON.stringify(tag)}`, () => {
      assert.throws(() => renderSkeleton(tag as 'rt-chat'), TypeError);
    });
  }
});
