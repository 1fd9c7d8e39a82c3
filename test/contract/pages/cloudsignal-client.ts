import CloudSignal from '../../helpers/cloudsignal-client.js';
import { configure } from '../../../src/page.js';

configure({ cloudsignal: CloudSignal });
