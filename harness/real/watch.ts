import { openForWrite, type OutputFile } from '../../lib/files/open.js';
import { WireCapture } from '../evidence/frames.js';
import type { Result } from '../../lib/core/result.js';
import { watchAnswerSchema, type WatchOrder } from '../peer/remote/orders.js';
import type { RemotePeer } from '../peer/remote/reach.js';

/** Commands of `wire-tap` as the harness gives them. */
type Command = { readonly begin: string; readonly pcap: string | null } | { readonly end: string };

/**
 * The capture at the peer's end of the cables, over the connection to it (evidence E3). Frames that are kept come back before the answer to
 * the end of their window and are written to the file the harness named.
 */
export const watchThrough = (
  { conversation }: RemotePeer,
  onLost: (problem: string) => void,
): Promise<Result<WireCapture, string>> =>
  WireCapture.through((take) => {
    let file: OutputFile | undefined;
    const listen = async (): Promise<string> => {
      for (;;) {
        const answer = await conversation.hear(watchAnswerSchema);
        if (!answer.ok) return answer.error;
        if ('kept' in answer.value) file?.write(Buffer.from(answer.value.kept, 'base64'));
        else take(answer.value.said);
      }
    };
    const close = (): void => {
      file?.close();
      file = undefined;
    };
    return {
      pid: undefined,
      over: listen().finally(close),
      send: (line) => {
        const command = JSON.parse(line) as Command;
        if ('begin' in command) {
          close();
          if (command.pcap !== null) file = openForWrite(command.pcap, 'truncate');
        }
        const order: WatchOrder =
          'begin' in command ? { begin: command.begin, keep: command.pcap !== null } : command;
        conversation.say(order);
      },
      close: () => Promise.resolve(), // it ends with the connection
    };
  }, onLost);
