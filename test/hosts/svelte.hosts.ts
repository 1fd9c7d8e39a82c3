import { testSpa } from './spa.js';

testSpa({ name: 'Svelte' });
