import { asVitest } from '../as-vitest.js';
import { workerIsolation } from './suite.js';

asVitest(workerIsolation);
