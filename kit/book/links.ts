// Where the links of the course's files lead in the book: notebooks and files have pages there.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { UsageError } from '../usage.js';
import { pageOf } from './page.js';
import { sourcePageOf } from './source-page.js';

export class Links {
  /** The files, other than notebooks, that something leads to, by their paths from the root. */
  readonly files = new Set<string>();

  constructor(private readonly root: string) {}

  /**
   * Links as a file has them, as a page of the book writes them.
   * @param from the file, by its path from the root
   * @throws UsageError when a link leads to nothing
   */
  resolver(from: string): (href: string) => string {
    return (href) => {
      if (/^(https?:|mailto:|#)/.test(href)) return href;
      const [path = '', fragment] = decodeURI(posix.join(dirname(from), href)).split('#');
      if (!existsSync(join(this.root, path)) || statSync(join(this.root, path)).isDirectory())
        throw new UsageError(`${from} links to ${href}, and there is no such file`);
      const page = /^notebooks\/(.+)\.ipynb$/.exec(path)?.[1];
      if (page === undefined) this.files.add(path);
      return (page === undefined ? sourcePageOf(path) : pageOf(page)) + (fragment ? `#${fragment}` : '');
    };
  }
}
