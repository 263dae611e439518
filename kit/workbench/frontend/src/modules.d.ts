declare module '*.css';
declare module 'workbench:schemas' {
  /** Settings of JupyterLab's extensions, gathered by the build. */
  const schemas: readonly {
    readonly id: string;
    readonly version: string;
    readonly schema: { readonly properties?: Record<string, { default?: unknown }> };
  }[];
  export default schemas;
}
