import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chatTag } from '../helpers/chat.js';

const dist = new URL('../../../dist/cdn/', import.meta.url);

/** The hash of a built file, as `integrity` has it. */
export const hashOf = (file: string): string =>
  `sha384-${createHash('sha384')
    .update(readFileSync(new URL(file, dist)))
    .digest('base64')}`;

/** What of a page differs from case to case. */
export interface HostPage {
  /** In the head, before what we bring. */
  head?: string;
  /** In the head, after that. */
  script?: string;
  /** Before the page's own things, at the beginning of the body. */
  top?: string;
  /** Before the end of the body. */
  foot?: string;
  /** The chats of two people. */
  chats?: string;
}

/** Two people in one room. */
export const twoChats = (base = ''): string =>
  chatTag('ada', 'lobby', `${base}/token/ada`) + chatTag('ben', 'lobby', `${base}/token/ben`);

/** A page as somebody has it, with things of its own, and two chats on it. */
export const hostPage = ({
  head = '',
  script = '',
  top = '',
  foot = '',
  chats,
}: HostPage): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Somebody’s page</title>
<link rel="stylesheet" href="/own.css">
<script defer src="/own.js"></script>
${head}
${script}
</head>
<body>
${top}
<div id="own">
<h2>My page</h2>
<p>Some <a href="#own">text</a> of mine.</p>
<form><input name="q" value="mine"><button type="button">0</button></form>
<ul><li>One</li><li hidden>Two</li></ul>
</div>
${chats ?? twoChats()}
${foot}
</body>
</html>`;

/** What the page does itself: its button counts. */
export const ownScript = `
document.querySelector('#own button').addEventListener('click', function (event) {
  event.target.textContent = Number(event.target.textContent) + 1;
});`;

/** What the page looks like itself: as wide, whether it is high enough to be scrolled or not. */
export const ownCss = `
html { overflow-y: scroll }
body { font-family: serif; margin: 1rem; color: #222; background: #fff }
rt-chat { margin-block: 1rem; --rt-height: 18rem }`;

/** A reset as many pages have it, and a theme that shouts; what it says of our tags is the README's. */
export const hostileCss = `
*:where(:not(html, iframe, canvas, img, svg, video, audio, head, head *, script):not(svg *, symbol *)) {
  all: unset;
  display: revert;
}
*, *::before, *::after { box-sizing: content-box }
:root {
  --_text: red; --_accent: red; --_surface: red; --_own: red; --_radius: 50px;
  --text: red; --accent: red; --surface: red; --radius: 50px; --height: 10px;
}
button { background: red !important; padding: 40px !important; float: right; min-width: 300px }
textarea, input { display: none !important }
a { color: red !important }
p, ol, li, div, span { border: 3px solid red !important }
[hidden] { display: block !important }
[part], .icon, .message, .bubble, .send { display: none !important }
rt-chat * { display: none !important; color: red !important }
rt-chat { display: block; block-size: 18rem }`;

/**
 * Stands in for the libraries of old themes: a \`$\`, and prototypes with more on them than there was, which
 * every \`for … in\` sees.
 */
export const oldLibrary = `
(function (window) {
  var $ = function (selector) {
    if (typeof selector === 'function') return document.addEventListener('DOMContentLoaded', selector);
    var found = Object.create($.fn);
    found.all = document.querySelectorAll(selector);
    return found;
  };
  $.fn = {
    addClass: function (name) {
      for (var i = 0; i < this.all.length; i += 1) this.all[i].className += ' ' + name;
      return this;
    },
  };
  window.jQuery = window.$ = $;
  Object.prototype.extend = function (more) { for (var key in more) this[key] = more[key]; return this; };
  Array.prototype.last = function () { return this[this.length - 1]; };
  Array.prototype.contains = function (item) { return this.indexOf(item) >= 0; };
  Array.prototype.each = Array.prototype.forEach;
  String.prototype.stripTags = function () { return this.replace(/<[^>]*>/g, ''); };
  Function.prototype.defer = function () { return setTimeout(this, 0); };
  Element.prototype.hide = function () { this.style.display = 'none'; return this; };
  Element.prototype.show = function () { this.style.display = ''; return this; };
  $(function () { $('li').addClass('menu-item'); });
})(window);`;

/** A library of elements with a Lit of its own, as the page’s bundle would have it. */
export const otherLibrary = `
import { LitElement, html } from 'lit';
class OtherCard extends LitElement {
  static properties = { clicks: { type: Number } };
  constructor() {
    super();
    this.clicks = 0;
  }
  render() {
    return html\`<button @click=\${() => (this.clicks += 1)}>\${this.clicks} clicks</button><slot></slot>\`;
  }
}
customElements.define('other-card', OtherCard);`;

/** Where a page without a bundler finds its own Lit. */
export const importMap = `<script type="importmap" nonce="own">${JSON.stringify({
  imports: {
    lit: '/modules/lit/index.js',
    'lit-html': '/modules/lit-html/lit-html.js',
    'lit-html/': '/modules/lit-html/',
    'lit-element/': '/modules/lit-element/',
    '@lit/reactive-element': '/modules/@lit/reactive-element/reactive-element.js',
  },
})}</script>`;

/** A page that puts another one into a frame without rights, and gets tokens for it. */
export const framing = `<!doctype html><html lang="en"><title>Around</title>
<iframe title="Chat" sandbox="allow-scripts" src="/framed" width="900" height="900"></iframe>
<script>
  const frame = document.querySelector('iframe');
  addEventListener('message', async ({ source, data, ports }) => {
    if (source !== frame.contentWindow || !['ada', 'ben'].includes(data.user)) return;
    const answer = await fetch('/token/' + data.user, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-RT-Embed': '1' },
      body: JSON.stringify(data.request),
    });
    ports[0].postMessage(await answer.json());
  });
</script></html>`;

/** In that frame, which has no origin, and so no cookies and no route of its own. */
export const framedTokens = `<script>
  for (const chat of document.querySelectorAll('rt-chat')) {
    chat.getToken = (request) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        parent.postMessage({ user: chat.id, request }, '*', [port2]);
      });
  }
</script>`;
