import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { visible } from '../term/visible.js';
import { element, type XmlElement } from './element.js';

type Node = XMLBuilder['node'];

const TEXT: readonly string[] = ['#text', '#cdata-section'];

/** The part of a DOM element that is read. */
interface DomElement {
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
}

const fromNode = (node: Node): XmlElement => {
  const { attributes } = node as unknown as DomElement;
  const children = [...node.childNodes].flatMap((child): (XmlElement | string)[] => {
    if (TEXT.includes(child.nodeName)) return [child.nodeValue ?? ''];
    return child.nodeName.startsWith('#') ? [] : [fromNode(child)];
  });
  return element(
    node.nodeName,
    Object.fromEntries([...attributes].map(({ name, value }) => [name, value])),
    children,
  );
};

/** Reads the root element of an XML document. For text this process made: the reader is lenient, but throws when there is no element. */
export const readXml = (text: string): XmlElement => fromNode(create(text).root().node);

const append = (parent: XMLBuilder, child: XmlElement | string): void => {
  if (typeof child === 'string') {
    parent.txt(visible(child));
    return;
  }
  const attributes = Object.entries(child.attributes).map(([key, value]) => [key, visible(value)] as const);
  const node = parent.ele(child.name, Object.fromEntries(attributes));
  for (const inner of child.children) append(node, inner);
};

/** Writes an XML 1.0 document in UTF-8. Characters XML cannot hold are spelled out, see `visible`. */
export const writeXml = (root: XmlElement): string => {
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  append(document, root);
  return `${document.end({ prettyPrint: true })}\n`;
};
