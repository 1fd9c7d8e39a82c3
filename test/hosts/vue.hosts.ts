import { testSpa } from './spa.js';

testSpa({ name: 'Vue' });
