import { asVitest } from '../as-vitest.js';
import { tcpDpdkReal } from './suite.js';

asVitest(tcpDpdkReal);
