import { asVitest } from '../as-vitest.js';
import { multiProcess } from './suite.js';

asVitest(multiProcess);
