import mqtt from 'mqtt';
import { configure } from '../../../src/page.js';

declare global {
  var mqttJs: typeof mqtt;
}

configure({ mqtt });
globalThis.mqttJs = mqtt;
