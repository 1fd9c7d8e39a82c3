import { expect } from '@open-wc/testing';
import { Store } from '../../src/core/store.js';

describe('Store', () => {
  it('holds a value, and tells every change, not the value it began with', () => {
    const store = new Store(1);
    const seen: number[] = [];
    store.subscribe((value) => seen.push(value));
    store.set(2);
    store.set(3);
    expect(store.value).to.equal(3);
    expect(seen).to.deep.equal([2, 3]);
  });

  it('says nothing when nothing has changed', () => {
    const store = new Store(NaN);
    let told = 0;
    store.subscribe(() => (told += 1));
    store.set(NaN);
    expect(told).to.equal(0);
  });

  it('tells a change to NaN', () => {
    const store = new Store(1);
    let told = 0;
    store.subscribe(() => (told += 1));
    store.set(NaN);
    expect(told).to.equal(1);
  });

  it('replaces the value as a whole when a part changes', () => {
    const before = { a: 1, b: 2 };
    const store = new Store(before);
    store.patch({ b: 3 });
    expect(store.value).to.deep.equal({ a: 1, b: 3 });
    expect(before).to.deep.equal({ a: 1, b: 2 });
  });

  it('has the new value before anybody hears of it', () => {
    const store = new Store(1);
    let seen = 0;
    store.subscribe(() => (seen = store.value));
    store.set(2);
    expect(seen).to.equal(2);
  });

  it('stops telling who has left, also twice', () => {
    const store = new Store(1);
    let told = 0;
    const undo = store.subscribe(() => (told += 1));
    undo();
    undo();
    store.set(2);
    expect(told).to.equal(0);
  });

  it('does not tell who was taken out by a listener before', () => {
    const store = new Store(1);
    const seen: string[] = [];
    store.subscribe(() => {
      seen.push('first');
      undo();
    });
    const undo = store.subscribe(() => seen.push('second'));
    store.subscribe(() => seen.push('third'));
    store.set(2);
    expect(seen).to.deep.equal(['first', 'third']);
  });

  it('tells who came in meanwhile only of what comes next', () => {
    const store = new Store(1);
    const seen: number[] = [];
    const once = store.subscribe(() => {
      once();
      store.subscribe((value) => seen.push(value));
    });
    store.set(2);
    store.set(3);
    expect(seen).to.deep.equal([3]);
  });

  it('never ends with an old value for anybody when a listener sets again', () => {
    const store = new Store(1);
    const seen: number[] = [];
    store.subscribe((value) => {
      if (value === 2) store.set(3);
    });
    store.subscribe((value) => seen.push(value));
    store.set(2);
    expect(seen.at(-1)).to.equal(3);
  });
});
