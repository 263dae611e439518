// Outputs that everybody can read: a picture says its title, and a table that is too wide is scrolled by keyboard.
import {
  htmlRendererFactory,
  type IRenderMime,
  IRenderMimeRegistry,
  RenderedHTML,
  RenderedSVG,
  svgRendererFactory,
} from '@jupyterlab/rendermime';
import { element } from './dom.js';
import type { Plugin } from './extensions.js';

/**
 * A drawing as an image, in which no script runs: so it needs no trust and is there before its cell was run. It says
 * the title of the drawing, which an image hides.
 */
class Drawing extends RenderedSVG {
  override async render(model: IRenderMime.IMimeModel): Promise<void> {
    const source = String(model.data[this.mimeType]);
    const drawing = new DOMParser().parseFromString(source, 'image/svg+xml');
    const alt = drawing.querySelector('svg > title')?.textContent ?? 'A drawing without a title';
    const src = `data:image/svg+xml,${encodeURIComponent(source)}`;
    this.node.replaceChildren(element('img', { src, alt }));
  }
}

class ScrollableHtml extends RenderedHTML {
  readonly #size = new ResizeObserver(() => {
    if (this.node.scrollWidth > this.node.clientWidth) this.node.tabIndex = 0;
    else this.node.removeAttribute('tabindex');
  });

  constructor(options: IRenderMime.IRendererOptions) {
    super(options);
    this.#size.observe(this.node);
  }

  override dispose(): void {
    this.#size.disconnect();
    super.dispose();
  }
}

export const outputs: Plugin = {
  id: '@rebuild-tls/workbench:outputs',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  activate: (_, registry: IRenderMimeRegistry) => {
    const safe = true;
    registry.addFactory({ ...svgRendererFactory, safe, createRenderer: (options) => new Drawing(options) });
    registry.addFactory({ ...htmlRendererFactory, createRenderer: (options) => new ScrollableHtml(options) });
  },
};
