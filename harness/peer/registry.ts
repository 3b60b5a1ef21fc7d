import { control } from './control/service.js';
import type { Service } from './service.js';
import { discard } from './services/discard.js';
import { echo } from './services/echo.js';
import { halfClose } from './services/half-close.js';
import { http } from './services/http.js';
import { reset } from './services/reset.js';
import { silent } from './services/silent.js';
import { slowReader } from './services/slow-reader.js';
import { source } from './services/source.js';

/** Every service of the peer by the name its config and lab.json use. */
export const SERVICES = {
  echo,
  discard,
  source,
  halfClose,
  reset,
  slowReader,
  silent,
  control,
  http,
} as const satisfies Record<string, Service>;

export type ServiceName = keyof typeof SERVICES;
