import { expect } from '@open-wc/testing';
import { chatTexts } from '../../src/i18n/chat-texts.js';
import type { Strings } from '../../src/i18n/english.js';
import { momentText, timeText } from '../../src/i18n/dates.js';
import { Localizer } from '../../src/i18n/localizer.js';
import { statusTexts } from '../../src/i18n/status-texts.js';

const english: Strings = { ...chatTexts, ...statusTexts };
const localizer = (locale?: string, ...layers: (Strings | undefined)[]): Localizer =>
  new Localizer(locale, ...layers, english);
/** Numbers as the locale writes them differ between engines; the words do not. */
const words = (text: string): string => text.replace(/^[^\p{L}]*/u, '');

describe('Localizer', () => {
  describe('texts', () => {
    it('are English where nobody says otherwise', () => {
      expect(localizer().text('chat.send')).to.equal(english['chat.send']);
    });

    it('come from the first layer that has them', () => {
      const text = localizer('de', { 'chat.send': 'Los' }, { 'chat.send': 'x', 'chat.own': 'Du' });
      expect(text.text('chat.send')).to.equal('Los');
      expect(text.text('chat.own')).to.equal('Du');
      expect(text.text('chat.log')).to.equal(english['chat.log']);
    });

    it('may be empty', () => {
      expect(localizer('en', { 'chat.empty': '' }).text('chat.empty')).to.equal('');
    });

    it('come from the next layer where a page without types has put something else', () => {
      for (const wrong of [undefined, null, 5, {}, () => 'x']) {
        const layer = { 'chat.send': wrong, 'status.people.other': wrong } as unknown as Strings;
        const text = localizer('en', layer, { 'chat.send': 'Go' });
        expect(text.text('chat.send')).to.equal('Go');
        expect(text.plural('status.people', 5)).to.equal('5 people here');
      }
    });

    it('are not found on prototypes', () => {
      const layer = Object.create({ 'chat.send': 'inherited' }) as Strings;
      expect(localizer('en', layer).text('chat.send')).to.equal(english['chat.send']);
    });

    it('have their values filled in, once, as they are', () => {
      const layer = { 'chat.label': '{room} & {room}, {other} {toString}' };
      const text = localizer('en', layer).text('chat.label', { room: '$& {other} <b>' });
      expect(text).to.equal('$& {other} <b> & $& {other} <b>, {other} {toString}');
      expect(localizer('en', { 'chat.label': '{room}' }).text('chat.label', { room: 0 })).to.equal(
        '0',
      );
    });

    it('of an error are the page’s for its code, else the error’s own', () => {
      const error = { code: 'chat/empty', message: 'The message is empty.' };
      expect(localizer().error(error)).to.equal(error.message);
      expect(localizer('de', { 'error.chat/empty': 'Leer.' }).error(error)).to.equal('Leer.');
    });
  });

  describe('plurals', () => {
    const people = (text: Localizer, ...counts: number[]): string[] =>
      counts.map((count) => words(text.plural('status.people', count)));

    it('are English in English', () => {
      expect(
        [0, 1, 2].map((count) => localizer('en').plural('status.people', count)),
      ).to.deep.equal(['0 people here', '1 person here', '2 people here']);
    });

    it('take English forms for English words, whatever the locale counts as one', () => {
      // French counts 0 as one, Russian 21, and Japanese nothing.
      expect(people(localizer('fr'), 0)).to.deep.equal(['people here']);
      expect(people(localizer('ru'), 21)).to.deep.equal(['people here']);
      expect(people(localizer('ja'), 1)).to.deep.equal(['person here']);
    });

    it('have all six forms in Arabic', () => {
      const forms = ['zero', 'one', 'two', 'few', 'many', 'other'];
      const layer = Object.fromEntries(forms.map((form) => [`status.people.${form}`, form]));
      expect(people(localizer('ar', layer), 0, 1, 2, 3, 11, 100)).to.deep.equal(forms);
    });

    it('have few and many in Polish', () => {
      const layer = {
        'status.people.one': 'osoba',
        'status.people.few': 'osoby',
        'status.people.many': 'osób',
      };
      expect(people(localizer('pl', layer), 1, 2, 5, 12, 22, 25)).to.deep.equal([
        'osoba',
        'osoby',
        'osób',
        'osób',
        'osoby',
        'osób',
      ]);
    });

    it('take the other form of the same language where one is missing', () => {
      const czech = { 'status.people.one': 'člověk', 'status.people.other': 'lidí' };
      expect(people(localizer('cs', czech), 1, 3, 5, 1.5)).to.deep.equal([
        'člověk',
        'lidí',
        'lidí',
        'lidí',
      ]);
      const arabic = { 'status.people.other': 'أشخاص' };
      expect(people(localizer('ar', arabic), 0, 1, 2, 100)).to.deep.equal(Array(4).fill('أشخاص'));
    });

    it('are English where the language has none for the count', () => {
      const layer = { 'status.people.one': 'osoba' };
      expect(people(localizer('pl', layer), 1, 5)).to.deep.equal(['osoba', 'people here']);
    });

    it('of an element go before those of the page', () => {
      const element = { 'status.people.other': '{count} viewers' };
      const page = { 'status.people.one': 'a guest', 'status.people.other': '{count} guests' };
      expect(localizer('en', element, page).plural('status.people', 1)).to.equal('1 viewers');
      expect(localizer('en', undefined, page).plural('status.people', 1)).to.equal('a guest');
    });

    it('fill in the count as the locale writes it, and other values', () => {
      const layer = { 'chat.new.other': '{count} in {room}' };
      const text = localizer('de', layer).plural('chat.new', 12_345, { room: 'A' });
      expect(text).to.equal('12.345 in A');
      expect(localizer('en', layer).plural('chat.new', 2, { count: 'two', room: 'A' })).to.equal(
        'two in A',
      );
    });
  });

  describe('the locale', () => {
    it('is the browser’s where it is missing or no locale', () => {
      const expected = new Intl.NumberFormat().format(1_234.5);
      for (const wrong of [
        undefined,
        '',
        ' ',
        'en_US',
        'de-',
        '*',
        '<b>',
        'x'.repeat(50),
        '\u0000',
      ]) {
        const text = localizer(wrong);
        expect(text.number(1_234.5), String(wrong)).to.equal(expected);
        expect(text.plural('chat.new', 2)).to.include('new messages');
        expect(timeText(text, 0)).to.not.equal('');
      }
    });

    it('may be one that nobody knows', () => {
      expect(localizer('tlh').text('chat.send')).to.equal(english['chat.send']);
      expect(localizer('xx-Latn-ZZ').number(1)).to.not.equal('');
    });

    it('decides how numbers and dates are written', () => {
      expect(localizer('de').number(0.5, { style: 'percent' })).to.match(/^50\s%$/);
      expect(localizer('de').number(1_234)).to.equal('1.234');
      expect(localizer('en-US').number(1_234)).to.equal('1,234');
      const noon = new Date(2024, 0, 31, 12).getTime();
      expect(momentText(localizer('de'), noon)).to.include('31. Januar');
      expect(momentText(localizer('en-US'), noon)).to.include('January 31');
    });
  });
});
