// How the page speaks with its server.
import { IServerSettings, ServerConnection, type ServiceManagerPlugin } from '@jupyterlab/services';

/** @param boot the run of the server that the page was loaded from; kernels hear it */
export function serverPlugin(boot: string): ServiceManagerPlugin<ServerConnection.ISettings> {
  class Socket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      const address = new URL(url);
      address.searchParams.set('boot', boot);
      super(address, protocols);
    }
  }
  return {
    id: '@rebuild-tls/workbench:server',
    provides: IServerSettings,
    activate: () => ServerConnection.makeSettings({ WebSocket: Socket as typeof WebSocket }),
  };
}
