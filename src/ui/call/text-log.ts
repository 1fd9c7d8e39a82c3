import { html, nothing, type TemplateResult } from 'lit/html.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { callIcon } from './call-icons.js';
import type { CallView } from './call-view.js';

/** What was written during the call, and where one writes. */
export const textLog = ({ state, localizer, refs, act }: CallView): TemplateResult => {
  const { texts } = state.call;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).querySelector('input');
    const text = input?.value.trim();
    if (!input || !text) return;
    input.value = '';
    act.send(text);
  };
  const send = localizer.text('call.text-send');
  return html`<div
      class="text-log"
      part="text-log"
      role="log"
      tabindex="0"
      aria-label=${localizer.text('call.text-log')}
      ${ref(refs.textLog)}
    >
      ${texts.length === 0 ? html`<p class="muted">${localizer.text('call.text-empty')}</p>` : nothing}
      ${repeat(
        texts,
        ({ id }) => id,
        ({ from, text, own }) =>
          html`<p class="text ${own ? 'own' : 'other'}" part="text">
            <b class=${own ? 'unseen' : ''}
              ><bdi
                >${own ? localizer.text('call.you') : from || localizer.text('call.someone')}</bdi
              ></b
            >
            <span dir="auto">${text}</span>
          </p>`,
      )}
    </div>
    <form class="text-form" @submit=${submit}>
      <input
        part="text-input"
        type="text"
        autocomplete="off"
        enterkeyhint="send"
        dir="auto"
        aria-label=${localizer.text('call.text-input')}
        placeholder=${localizer.text('call.text-input')}
      />
      <button class="plain send" part="text-send" aria-label=${send} title=${send}>
        ${callIcon('send')}
      </button>
    </form>`;
};
