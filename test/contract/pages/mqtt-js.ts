import mqtt from 'mqtt';
import { configure } from '../../../src/page.js';

configure({ mqtt });
