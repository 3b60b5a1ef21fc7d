import { asVitest } from '../as-vitest.js';
import { tcpDpdk } from './suite.js';

asVitest(tcpDpdk);
