import type { Cursor } from '../../lib/rust/cursor.js';
import type { FileFacts, Region } from '../../lib/rust/facts.js';
import { Kind } from '../../lib/rust/tokens.js';
import { isSocketCallNumber } from './calls.js';
import { textOf } from './skip/text.js';

const ASM = /^(asm|global_asm|naked_asm|llvm_asm)$/;
const INSTRUCTION = /\b(syscall|sysenter|svc|ecall|swi)\b|\bint\s+(0x80|80h|\$0x80)/i;
/** Registers that carry the number of a system call. */
const NUMBER = /(?:in|inout|inlateout) \( "(?:rax|eax|x8|r7|\$?a7)" \) ([\w: ]+?)(?: =|,| ,|$)/;

/** A call of an assembly macro. */
export const isAsm = (region: Region): boolean => region.kind === 'call' && ASM.test(region.name);

/** An inline assembly call that makes a system call which opens or uses a socket, or whose number cannot be seen. */
export interface AsmCall {
  /** Token of the macro's name. */
  readonly at: number;
  readonly note: string;
}

/** Finds system calls made by inline assembly. A visible number that is no socket call's is left alone. */
export const findAsmCalls = (c: Cursor, facts: FileFacts): readonly AsmCall[] =>
  facts.regions.flatMap((region): readonly AsmCall[] => {
    if (!isAsm(region)) return [];
    let calls = false;
    for (let at = region.open + 1; at < region.close && !calls; at++)
      calls = c.tokens.kind[at] === Kind.string && INSTRUCTION.test(c.text(at));
    if (!calls) return [];
    const number = NUMBER.exec(textOf(c, region.open + 1, region.close))?.[1]?.trim();
    if (number !== undefined) {
      const known = isSocketCallNumber(c, number);
      if (known === false) return [];
      if (known === true)
        return [{ at: region.open - 2, note: `its number, ${number}, is that of a socket call` }];
    }
    return [{ at: region.open - 2, note: 'a heuristic: the number of its system call cannot be seen' }];
  });
