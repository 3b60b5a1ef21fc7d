import { describe, expect, it } from 'vitest';
import { functionsOf } from '../../../harness/audit/functions.js';
import { owedEvidence, type Owed } from '../../../harness/audit/owed.js';

const HELPERS = `
fn rt() -> Runtime { tokio::runtime::Builder::new_dpdk().enable_all().build().unwrap() }
async fn dial() -> TcpDpdkStream { TcpDpdkStream::connect("192.0.2.1:80").await.unwrap() }
`;

const owed = (body: string, more = ''): Owed => {
  const text = `${HELPERS}\n${more}\nmod inner { use super::*;\n#[test]\nfn subject() { ${body} } }`;
  const sources = new Map([['tests/t.rs', new TextEncoder().encode(text)]]);
  return owedEvidence('inner::subject', functionsOf('tests/t.rs', sources));
};

describe('what one of a crate’s own tests owes', () => {
  it.each([
    ['no runtime of DPDK', 'assert_eq!(1, 1);', 0, 'none', 'reaches no new_dpdk'],
    [
      'a runtime that is not to come up',
      'let made = tokio::runtime::Builder::new_dpdk().dpdk_device("none").build(); assert!(made.is_err());',
      0,
      'none',
      'is to fail: no EAL',
    ],
    ['a timer', 'rt().block_on(async { sleep(ms(1)).await; });', 1, 'none', 'no frame'],
    [
      'a listener that nobody connects to',
      'rt().block_on(async { TcpDpdkListener::bind(a).await.unwrap(); });',
      1,
      'none',
      'no segment',
    ],
    [
      'a socket',
      'rt().block_on(async { let s = TcpDpdkSocket::new_v4().unwrap(); });',
      1,
      'none',
      'no segment',
    ],
    [
      'a connection by a helper',
      'rt().block_on(async { dial().await; });',
      1,
      { connect: { outcome: 'established' } },
      'a handshake',
    ],
    [
      'a connection inside of a time limit',
      'rt().block_on(async { timeout(s(1), TcpDpdkStream::connect(a)).await.unwrap().unwrap(); });',
      1,
      { connect: { outcome: 'established' } },
      'a handshake',
    ],
    [
      'a connection of a socket',
      'rt().block_on(async { let s = TcpDpdkSocket::new_v4()?; s.connect(a).await.expect("up"); });',
      1,
      { connect: { outcome: 'established' } },
      'a handshake',
    ],
    [
      'a connection unwrapped later',
      'rt().block_on(async { let c = TcpDpdkStream::connect(a).await; log(); c.unwrap(); });',
      1,
      { connect: { outcome: 'established' } },
      'a handshake',
    ],
    [
      'a connection that is to be refused',
      'rt().block_on(async { let c = TcpDpdkStream::connect(a).await; assert!(c.is_err()); });',
      1,
      'none',
      'is to fail',
    ],
    [
      'a connection whose success is a panic',
      'rt().block_on(async { match timeout(s(1), TcpDpdkStream::connect(a)).await { Ok(Ok(_)) => panic!("up, {}", 1), Ok(Err(e)) => { assert_eq!(e.kind(), K); } Err(_) => panic!("slow"), } });',
      1,
      'none',
      'is to fail',
    ],
    [
      'a connection whose failures are all panics',
      'rt().block_on(async { let c = match timeout(s(1), TcpDpdkStream::connect(a)).await { Ok(Ok(c)) => c, Ok(Err(e)) => panic!("{e}"), Err(_) => { panic!("slow") } }; });',
      1,
      { connect: { outcome: 'established' } },
      'a handshake',
    ],
    [
      'a connection whose other results are a panic, by a name for all of them',
      'rt().block_on(async { match TcpDpdkStream::connect(a).await { Ok(c) => drop(c), other => unreachable!("{other:?}") } });',
      1,
      { connect: { outcome: 'established' } },
      'a handshake',
    ],
    [
      'a connection whose success is a panic on a condition',
      'rt().block_on(async { match TcpDpdkStream::connect(a).await { Ok(_) if odd => panic!(), Ok(_) => {}, Err(e) => {} } });',
      1,
      {},
      'a TCP segment',
    ],
    [
      'a connection of which a success is accepted on a condition, and no failure',
      'rt().block_on(async { match TcpDpdkStream::connect(a).await { Ok(c) if is(Err(c)) || odd => {}, Ok(_) => panic!(), Err(_) => panic!() } });',
      1,
      { connect: { outcome: 'established' } },
      'a handshake',
    ],
    [
      'a connection of which some success is accepted beside an error',
      'rt().block_on(async { match TcpDpdkStream::connect(a).await { Ok(c) | Err(Up(c)) => {}, Err(_) => panic!(), Ok(_) => panic!() } });',
      1,
      {},
      'a TCP segment',
    ],
    [
      'a connection in another arm than the panic',
      'rt().block_on(async { match kind { Ok(_) => panic!(), Err(_) => { TcpDpdkStream::connect(a).await; } } });',
      1,
      {},
      'a TCP segment',
    ],
    [
      'a connection that may end either way',
      'rt().block_on(async { match TcpDpdkStream::connect(a).await { Ok(_) => {}, Err(_) => {} } });',
      1,
      {},
      'a TCP segment',
    ],
    [
      'a connection asked for both',
      'rt().block_on(async { let c = TcpDpdkStream::connect(a).await; if c.is_err() { return; } c.unwrap(); });',
      1,
      {},
      'a TCP segment',
    ],
    [
      'parts run by a macro',
      'let rt = rt(); run!("a", part(&rt));',
      1,
      { connect: { outcome: 'established' } },
      'a handshake',
    ],
  ] as const)('%s', (_, body, ealProcesses, wire, why) => {
    const found = owed(body, 'fn part(rt: &Runtime) { rt.block_on(async { dial().await; }) }');
    expect(found).toMatchObject({ ealProcesses, wire });
    expect(found.because).toContain(why);
  });

  it('names the place in the source', () => {
    expect(owed('rt().block_on(async { dial().await; });').because).toMatch(
      /new_dpdk \(tests\/t\.rs:2\).*TcpDpdkStream::connect \(tests\/t\.rs:3\)/,
    );
  });

  it('sees the runtime that an attribute makes', () => {
    const text = '#[tokio::test(flavor = "dpdk")]\nasync fn subject() { sleep().await }';
    const functions = functionsOf('tests/t.rs', new Map([['tests/t.rs', new TextEncoder().encode(text)]]));
    expect(owedEvidence('subject', functions)).toMatchObject({ ealProcesses: 1, wire: 'none' });
  });

  it('asks of a test that a macro made what its whole program can do', () => {
    const found = owedEvidence(
      'made_by_macro',
      functionsOf('tests/t.rs', new Map([['tests/t.rs', new TextEncoder().encode(HELPERS)]])),
    );
    expect(found).toMatchObject({ ealProcesses: 1, wire: { connect: { outcome: 'established' } } });
    expect(found.because).toContain('a macro made it');
  });
});
