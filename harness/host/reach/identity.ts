import { connect, rootCertificates, type ConnectionOptions } from 'node:tls';
import { err, ok, type Result } from '../../../lib/core/result.js';

/** Whom to ask, from where, and whom to believe. */
export interface IdentityQuestion {
  /** IP address of the target; its certificate has to name it (RFC 5280, section 4.2.1.6). */
  readonly address: string;
  readonly port: number;
  /** Address of this host to ask from; default: the kernel's choice. */
  readonly from?: string;
  readonly limitMs: number;
  /** Certificates to believe instead of the public ones. */
  readonly authorities?: string;
}

/**
 * Whether the host at an address is who it should be: somebody accepts a connection at any address (a captive portal, a stand-in, a
 * gateway that answers for all), but only the true one has a certificate for it that a public authority signed. Gives the certificate's subject; the error says
 * what was wrong.
 */
export const identityOf = ({
  address,
  port,
  from,
  limitMs,
  authorities,
}: IdentityQuestion): Promise<Result<string, string>> =>
  new Promise((resolve) => {
    const options: ConnectionOptions = {
      host: address,
      port,
      rejectUnauthorized: true,
      ...(from === undefined ? {} : { localAddress: from }),
      // Named, so that none is believed which this host adds to them (NODE_EXTRA_CA_CERTS): whoever stands in for the Internet may have one there.
      ca: authorities ?? [...rootCertificates],
    };
    const socket = connect(options, () => {
      settle(ok(subjectOf(socket.getPeerCertificate().subject.CN)));
    });
    const settle = (result: Result<string, string>): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(limitMs, () => {
      settle(err(`no answer within ${String(limitMs)} ms`));
    });
    socket.on('error', (error: Error) => {
      settle(err(error.message));
    });
    socket.on('close', () => {
      settle(err('it hung up'));
    });
  });

const subjectOf = (name: string | readonly string[] | undefined): string =>
  name === undefined ? 'a certificate without a name' : String(name);
